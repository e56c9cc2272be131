-- Pairs within a chain of automatic links that are not automatic themselves.
-- Grain: one row per pair. Engine: DuckDB. Reads: component, judged. Caller: linkage.engine
select j.left_id, j.right_id, j.zone, j.rule, j.guard, j.weight
from judged as j
inner join component as a on j.left_id = a.row_id
inner join component as b on j.right_id = b.row_id and a.root = b.root
where j.zone = 'separate'
order by j.left_id, j.right_id;
