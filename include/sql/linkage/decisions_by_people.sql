-- How many pairs a steward decided.
-- Grain: one row. Parameters: none. Caller: linkage.training.decided
with latest as (
    select distinct on (d.left_signal_id, d.right_signal_id) d.*
    from core.link_decision as d
    where d.layer = 'person'
    order by d.left_signal_id, d.right_signal_id, d.decision_id desc
)

select count(*) as decisions
from latest as l
where l.zone = 'steward' and l.verdict <> 'undo';
