-- Write down one run of the planner.
-- Grain: one row; returns its id.
-- Params: :today, :input_hash, :solver, :solver_version, :seconds, :objective, :bound (JSON texts), :outcome.
-- Caller: planning.store
insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, bound, outcome)
values (:today, :input_hash, :solver, :solver_version, :seconds, cast(:objective as jsonb), cast(:bound as jsonb), :outcome)
returning plan_run_id;
