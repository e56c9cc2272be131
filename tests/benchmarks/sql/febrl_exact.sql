-- One person by names and birth date.
-- Grain: one row per pair. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.public_sets
select a.row_id as left_id, b.row_id as right_id
from cleaned as a
inner join cleaned as b
    on a.row_id < b.row_id and a.given_name = b.given_name and a.surname = b.surname and a.born = b.born
where a.given_name <> '' and a.surname <> '' and a.born <> '';
