-- The latest decision on a pair in a layer.
-- Grain: at most one row. Parameters: layer text, left bigint, right bigint. Caller: linkage.decide
select
    d.decision_id,
    d.verdict,
    d.decided_by
from core.link_decision as d
where
    d.layer = cast(:layer as text)
    and d.left_signal_id = cast(:left as bigint)
    and d.right_signal_id = cast(:right as bigint)
order by d.decision_id desc
limit 1;
