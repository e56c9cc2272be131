-- The stewards' standing decisions between these signals; a pair whose latest row is an undo has none.
-- Grain: one row per pair and layer. Parameters: ids bigint[], by_rules text. Caller: linkage.store
select
    w.layer,
    w.left_signal_id,
    w.right_signal_id,
    w.verdict
from (
    select distinct on (d.left_signal_id, d.right_signal_id, d.layer) d.*
    from core.link_decision as d
    where
        d.left_signal_id = any(cast(:ids as bigint[]))
        and d.right_signal_id = any(cast(:ids as bigint[]))
        and d.decided_by <> cast(:by_rules as text)
    order by d.left_signal_id, d.right_signal_id, d.layer, d.decision_id desc
) as w
where w.verdict <> 'undo'
order by w.decision_id;
