-- One household by the cleaned front door alone.
-- Grain: one row per row and the first of its door. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.linkage_peers
select min(row_id) over (partition by door) as left_id, row_id as right_id
from cleaned
where door <> '';
