-- Ask a steward about doubtful pairs; a question whose answer was undone is asked again.
-- Grain: one row per pair. Parameters: lefts, rights bigint[]; guards text[] (same length). Caller: linkage.store
insert into core.link_question (left_signal_id, right_signal_id, guard)
select n.left_id, n.right_id, n.guard
from unnest(
    cast(:lefts as bigint[]), cast(:rights as bigint[]), cast(:guards as text[])
) as n (left_id, right_id, guard)
order by n.left_id, n.right_id
on conflict (left_signal_id, right_signal_id) do update
set
    guard = excluded.guard,
    asked_at = case when core.link_question.decision_id is null then core.link_question.asked_at else excluded.asked_at end,
    postponed_until = case when core.link_question.decision_id is null then core.link_question.postponed_until end,
    postponed_by = case when core.link_question.decision_id is null then core.link_question.postponed_by end,
    decision_id = null
where core.link_question.decision_id is not null or core.link_question.guard <> excluded.guard;
