-- Why open cases have no place in the latest plan.
-- Grain: one row per reason. Caller: vroegeropaf_airflow.pages.figures
select
    u.reason,
    count(*) as case_count
from core.unassigned as u
join core.household_case as c on u.case_id = c.case_id
where
    u.plan_run_id = (
        select max(p.plan_run_id)
        from core.plan_run as p
        where
            p.outcome = 'planned'
            -- a simpler plan was stored; when what stood was kept, the last plan still tells
            or exists (select 1 from core.unassigned as own where own.plan_run_id = p.plan_run_id)
    )
    and c.closed_on is null
group by u.reason
order by case_count desc, u.reason;
