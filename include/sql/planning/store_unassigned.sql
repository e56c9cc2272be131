-- Cases that the plan leaves without a visit, with the reason.
-- Grain: one row per case and run.
-- Params: :plan_run_id, arrays :case_ids, :reasons. Caller: planning.store
insert into core.unassigned (plan_run_id, case_id, reason)
select
    cast(:plan_run_id as bigint),
    left_over.case_id,
    left_over.reason
from unnest(cast(:case_ids as bigint[]), cast(:reasons as text[])) as left_over (case_id, reason);
