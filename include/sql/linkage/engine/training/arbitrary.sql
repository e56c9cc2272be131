-- Arbitrary pairs of rows, the same every time: strangers, but for a handful.
-- Grain: one row per pair. Engine: DuckDB. Variables: rows, random_pairs bigint. Caller: linkage.training.train
create or replace table sample as
select distinct '0' as match_key, least(l, r) as join_key_l, greatest(l, r) as join_key_r
from (
    select
        1 + cast(hash('left', range) % getvariable('rows') as bigint) as l,
        1 + cast(hash('right', range) % getvariable('rows') as bigint) as r
    from range(getvariable('random_pairs'))
)
where l <> r;
