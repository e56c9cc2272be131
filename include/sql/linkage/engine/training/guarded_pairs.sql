-- Scored pairs with their guard, and whether they are one person in truth.
-- Grain: one row per pair. Engine: DuckDB. Reads: judged, truth. Caller: linkage.training.limits
select j.guard, j.bare_weight, j.weight, s.person = t.person as is_true
from judged as j
inner join truth as s on j.left_id = s.row_id
inner join truth as t on j.right_id = t.row_id
where j.rule = 'scored'
