-- The latest plan: when, by what, what it reached and what no plan could exceed.
-- Grain: one row, or none before the first plan. Caller: vroegeropaf_airflow.pages.planning_figures
select
    r.plan_run_id,
    r.today,
    r.planned_at,
    r.solver,
    r.solver_version,
    r.seconds,
    r.objective,
    r.bound,
    r.outcome
from core.plan_run as r
order by r.plan_run_id desc
limit 1;
