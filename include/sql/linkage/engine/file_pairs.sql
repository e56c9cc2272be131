-- The pairs that are one person or may be, by the names that the file gives its rows.
-- Grain: one row per pair. Engine: DuckDB. Reads: judged, file. Caller: linkage.link_file
select
    a.row_id as row_id_left,
    b.row_id as row_id_right,
    round(j.weight, 3) as weight,
    j.zone,
    j.rule,
    j.guard
from judged as j
inner join file as a on j.left_id = a.row_no
inner join file as b on j.right_id = b.row_no
where j.zone <> 'separate'
order by a.row_no, b.row_no
