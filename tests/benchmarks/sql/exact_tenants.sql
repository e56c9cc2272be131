-- One person by the cells as they were delivered: surname, initials and birth date.
-- Grain: one row per pair. Engine: DuckDB. Reads: delivered. Caller: benchmarks.linkage_peers
select a.row_id as left_id, b.row_id as right_id
from delivered as a
inner join delivered as b on a.row_id < b.row_id and a.surname = b.surname and a.born_on = b.born_on
where coalesce(a.initials, '') = coalesce(b.initials, '');
