-- One person by any of seven rules of equality over our own cleaned rows; any part of a double name may be the equal one.
-- Grain: one row per pair and rule. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.linkage_peers
with part as (
    select *, unnest(names) as part, initials[1] as initial from cleaned
)

select a.row_id as left_id, b.row_id as right_id
from part as a
inner join part as b on a.row_id < b.row_id and a.part = b.part and a.born_on = b.born_on and a.initial = b.initial
where a.initial <> ''
union
select a.row_id, b.row_id
from part as a
inner join part as b on a.row_id < b.row_id and a.part = b.part and a.door = b.door and a.initials = b.initials
where a.initials <> '' and a.door <> ''
union
select a.row_id, b.row_id
from part as a
inner join part as b on a.row_id < b.row_id and a.part = b.part and a.phone = b.phone and a.initial = b.initial
where a.initial <> '' and a.phone <> ''
union
select a.row_id, b.row_id
from part as a
inner join part as b on a.row_id < b.row_id and a.part = b.part and a.email = b.email and a.initial = b.initial
where a.initial <> '' and a.email <> ''
union
select a.row_id, b.row_id
from part as a
inner join part as b on a.row_id < b.row_id and a.part = b.part and a.postcode = b.postcode and a.given_raw = b.given_raw
where a.given_raw <> '' and a.postcode <> ''
union
select a.row_id, b.row_id
from cleaned as a
inner join cleaned as b on a.row_id < b.row_id and a.born_on = b.born_on and a.door = b.door and a.initials = b.initials
where a.initials <> '' and a.door <> ''
union
select a.row_id, b.row_id
from cleaned as a
inner join cleaned as b
    on a.row_id < b.row_id and a.born_on = b.born_on and a.number_key = b.number_key and a.given_raw = b.given_raw
where a.given_raw <> '' and a.number_key <> '';
