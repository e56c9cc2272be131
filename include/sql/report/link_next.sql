-- The question that comes after an answer: the oldest one that is not put off, but not about the pair just answered.
-- Grain: one row or none. Params: :now timestamptz, :left, :right bigint. Caller: vroegeropaf_airflow.pages.link_figures
select
    q.left_signal_id as left_id,
    q.right_signal_id as right_id
from core.link_question as q
where
    q.decision_id is null
    and (q.postponed_until is null or q.postponed_until <= cast(:now as timestamptz))
    and (q.left_signal_id, q.right_signal_id) <> (cast(:left as bigint), cast(:right as bigint))
order by q.asked_at, q.left_signal_id, q.right_signal_id
limit 1;
