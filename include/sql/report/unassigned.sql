-- Why open cases have no place in the latest plan.
-- Grain: one row per reason. Caller: vroegeropaf_airflow.pages.figures
select
    u.reason,
    count(*) as case_count
from core.unassigned as u
join core.household_case as c on u.case_id = c.case_id
where
    u.plan_run_id = (select t.plan_run_id from core.telling_plan as t)
    and c.closed_on is null
group by u.reason
order by case_count desc, u.reason;
