-- Open cases that the latest plan left without a visit and that have none since, the nearest deadline first.
-- Grain: one row per case. Caller: vroegeropaf_airflow.pages.planning_figures
select
    c.case_no,
    c.municipality,
    c.last_visit_by_on,
    c.bailiff_on,
    c.is_crisis,
    u.reason
from core.unassigned as u
join core.household_case as c on u.case_id = c.case_id
where
    u.plan_run_id = (select t.plan_run_id from core.telling_plan as t)
    and c.closed_on is null
    and not exists (
        select 1
        from core.visit as v
        where v.case_id = c.case_id and v.state in ('planned', 'sent')
    )
order by c.last_visit_by_on, c.case_no;
