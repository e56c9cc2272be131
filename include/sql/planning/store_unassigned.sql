-- Cases that the plan leaves without a visit, with the reason.
-- Grain: one row per case and run.
-- Params: :plan_run_id, arrays :case_ids, :reasons, :is_due. Caller: planning.store
insert into core.unassigned (plan_run_id, case_id, reason, is_due)
select
    cast(:plan_run_id as bigint),
    left_over.case_id,
    left_over.reason,
    left_over.is_due
from unnest(cast(:case_ids as bigint[]), cast(:reasons as text[]), cast(:is_due as boolean[]))
    as left_over (case_id, reason, is_due);
