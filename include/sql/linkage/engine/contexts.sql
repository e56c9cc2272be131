-- What the rest of the pool takes from a row: a phone that is an office's, a contract or tenant number that is a stopgap, a
-- key that too many share. One mark a row, the same as long as the same is taken from it.
-- Grain: one row per row from which something is taken. Engine: DuckDB. Reads: delivered, cleaned, key_of.
-- Variable: most_rows bigint. Caller: linkage.engine
with taken as (
    select c.row_id, hash('phone') as what
    from cleaned as c
    inner join delivered as d on c.row_id = d.row_id
    where c.phone = '' and not c.has_guardian and phone_of(d.phone) <> ''
    union
    select c.row_id, hash('contract')
    from cleaned as c
    inner join delivered as d on c.row_id = d.row_id
    where c.contract_no = '' and contract_of(d.contract_no) <> ''
    union
    select c.row_id, hash('tenant')
    from cleaned as c
    where c.tenant_key = '' and c.corporation <> '' and contract_of(c.tenant_no) <> ''
    union
    select k.row_id, k.key
    from key_of as k
    where k.key in (select b.key from key_of as b group by b.key, b.kind having count(*) > getvariable('most_rows'))
)

select row_id, printf('%x', bit_xor(what))
from taken
group by row_id
