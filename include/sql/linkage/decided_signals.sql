-- The signals that a person layer decision speaks of, as linkage compares them.
-- Grain: one row per signal. Parameters: none. Caller: linkage.training.decided
select s.*
from core.linkage_row as s
where exists (
    select 1
    from core.link_decision as d
    where d.layer = 'person' and s.row_id in (d.left_signal_id, d.right_signal_id)
)
order by s.row_id;
