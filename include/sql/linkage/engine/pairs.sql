-- Pairs of shapes that share a key, at least one of them fresh, in the form that Splink scores.
-- Grain: one row per pair, the smaller id first. Engine: DuckDB. Reads: key_of, cleaned, fresh.
-- Variables: most_rows bigint. Caller: linkage.engine
create or replace table pair as
with busy as (
    select key
    from key_of
    group by key, kind
    having count(*) between 2 and getvariable('most_rows')
),

bond as (
    select k.row_id, k.kind, k.key, c.born_on is null as is_dateless, f.row_id is not null as is_fresh
    from key_of as k
    inner join busy as b on k.key = b.key
    inner join cleaned as c on k.row_id = c.row_id
    left join fresh as f on k.row_id = f.row_id
)

select distinct
    '0' as match_key,
    a.row_id as join_key_l,
    b.row_id as join_key_r
from bond as a
inner join bond as b on a.key = b.key and a.row_id < b.row_id
where
    (a.is_fresh or b.is_fresh)
    and (a.kind = 1 or a.is_dateless or b.is_dateless);
