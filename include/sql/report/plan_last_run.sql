-- The latest plan: when, by what, what it reached and what no plan could exceed, where its places and ways came from.
-- `is_stored`: it left something of its own (a visit, or a case without one); false when what stood was kept.
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
    r.outcome,
    r.sources,
    exists (select 1 from core.unassigned as u where u.plan_run_id = r.plan_run_id)
    or exists (select 1 from core.visit as v where v.plan_run_id = r.plan_run_id) as is_stored
from core.plan_run as r
order by r.plan_run_id desc
limit 1;
