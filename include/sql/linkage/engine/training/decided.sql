-- Pairs of which people said that they are one person, or contradicted nobody who said so.
-- Grain: one row per pair. Engine: DuckDB. Reads: decided. Caller: linkage.training.decided
create or replace table sample as
select '0' as match_key, left_id as join_key_l, right_id as join_key_r
from decided;
