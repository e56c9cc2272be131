-- Only pairs of two files.
-- Grain: one row per pair. Engine: DuckDB. Reads: pair, cleaned. Caller: benchmarks.public_sets
create or replace table pair as
select p.*
from pair as p
inner join cleaned as a on p.join_key_l = a.row_id
inner join cleaned as b on p.join_key_r = b.row_id
where a.source <> b.source;
