-- What now holds between these signals as the same, or was decided by a steward.
-- Grain: one row per pair and layer. Parameters: ids bigint[], by_rules text. Caller: linkage.store
select
    w.layer,
    w.left_signal_id,
    w.right_signal_id,
    w.decided_by = cast(:by_rules as text) as is_by_rules
from (
    select distinct on (d.left_signal_id, d.right_signal_id, d.layer) d.*
    from core.link_decision as d
    where
        d.left_signal_id = any(cast(:ids as bigint[]))
        and d.right_signal_id = any(cast(:ids as bigint[]))
    order by d.left_signal_id, d.right_signal_id, d.layer, d.decision_id desc
) as w
where w.verdict <> 'undo'
order by w.layer, w.left_signal_id, w.right_signal_id;
