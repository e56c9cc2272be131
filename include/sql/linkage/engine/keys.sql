-- The keys under which rows meet, so that the cost follows the rows and not their square. A key that too many rows share
-- is a stopgap ("onbekend", a guardian's number), not a trait: the caller's limit leaves it out.
-- A key of kind 2 binds only where one of the two rows has no birth date: without one, the name must do.
-- Grain: one row per key and shape. Engine: DuckDB. Reads: cleaned. Caller: linkage.engine
create or replace table key_of as
with shape as (
    select * from cleaned where shape = row_id
),

part as (
    select row_id, unnest(names) as part, initials, born_on, born_text, number_key from shape
),

called as (
    select row_id, unnest(given_forms) as given, born_on from shape
),

named as (
    select p.row_id, p.part, c.given, p.born_on, p.born_text
    from part as p
    inner join called as c on p.row_id = c.row_id
),

lettered as (
    select p.row_id, p.part, p.born_text, unnest(s.first_initials) as initial
    from part as p
    inner join shape as s on p.row_id = s.row_id
    where p.born_on is not null
),

every as (
    select row_id, 1 as kind, hash('contract', corporation, contract_no) as key
    from shape where contract_no <> ''
    union all
    select row_id, 1, hash('tenant', corporation, tenant_key) from shape where tenant_key <> ''
    union all
    select row_id, 1, hash('name_born', part, born_on) from part where born_on is not null
    union all
    select row_id, 1, hash('name_number', part, number_key) from part where number_key <> ''
    union all
    -- one slip in a birth date leaves two of its three parts, or the same two swapped
    select row_id, 1, hash('name_initial_month', part, initial, born_text[:6]) from lettered
    union all
    select row_id, 1, hash('name_initial_day', part, initial, born_text[:4] || born_text[7:]) from lettered
    union all
    select row_id, 1, hash('name_initial_birthday', part, initial, born_text[5:]) from lettered
    union all
    select row_id, 1, hash('name_initial_swapped', part, initial, born_text[:4],
        least(born_text[5:6], born_text[7:]), greatest(born_text[5:6], born_text[7:])) from lettered
    union all
    select row_id, 2, hash('name_given', part, given) from named
    union all
    select row_id, 2, hash('name_initials', part, initials[1:2]) from part where length(initials) > 1
    union all
    select row_id, 1, hash('given_born', given, born_on) from called where born_on is not null
    union all
    select row_id, 1, hash('initials_born', initials[1:2], born_on)
    from shape where born_on is not null and length(initials) > 1
    union all
    select row_id, 1, hash('initial_start_born', initial, part[1:2], born_text) from lettered
    union all
    select row_id, 1, hash('number_born', number_key, born_on) from shape where born_on is not null and number_key <> ''
    union all
    select row_id, 1, hash('phone', phone) from shape where phone <> ''
    union all
    select row_id, 1, hash('email', email) from shape where email <> ''
)

select distinct e.row_id, e.kind, e.key
from every as e;
