-- Pairs within a chain of automatic links that no key brought together: they are scored too, so that no chain joins two
-- persons unseen. Larger chains go to a steward anyway.
-- Grain: one row per pair. Engine: DuckDB. Reads: component, judged. Caller: linkage.engine
create or replace table unjudged as
with chain as (
    select root from component group by root having count(*) between 3 and 12
)

select '0' as match_key, a.row_id as join_key_l, b.row_id as join_key_r
from component as a
inner join chain using (root)
inner join component as b on a.root = b.root and a.row_id < b.row_id
anti join judged as j on a.row_id = j.left_id and b.row_id = j.right_id;
