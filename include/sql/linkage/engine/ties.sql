-- Who lives behind one door together, as far as rows tell: one contract, or one door with a tie (a shared part of the
-- surname, a phone number, an e-mail address, a co-tenant). The door alone joins students, and new occupants with those
-- who left: a visit to the wrong household shows somebody else's debt. A tenancy that ended before the other began was
-- another household.
-- Grain: one row per pair of rows. Engine: DuckDB. Reads: cleaned. Caller: linkage.engine
create or replace table tie as
with shape as (
    select * from cleaned where shape = row_id
),

neighbour as (
    select
        a.row_id as left_id,
        b.row_id as right_id,
        a.door = b.door as is_same_door,
        share_name(a.names, b.names) as shares_name,
        within_one_edit(a.name1, b.name1) and least(length(a.name1), length(b.name1)) > 4 as is_name_near,
        a.phone <> '' and a.phone = b.phone as shares_phone,
        a.email <> '' and a.email = b.email as shares_email,
        a.is_co_tenant or b.is_co_tenant as has_co_tenant
    from shape as a
    inner join shape as b on a.number_key = b.number_key and a.row_id < b.row_id
    where
        a.number_key <> ''
        -- an office of guardians is nobody's home
        and not a.has_guardian
        and not b.has_guardian
        and (a.suffix = b.suffix or a.suffix = '' or b.suffix = '')
        and not coalesce(a.tenancy_to <= b.tenancy_from or b.tenancy_to <= a.tenancy_from, false)
),

one_contract as (
    select
        a.row_id as left_id,
        b.row_id as right_id,
        if(a.tenant_no = b.tenant_no, 'same_contract', 'co_tenant') as rule
    from shape as a
    inner join shape as b
        on a.corporation = b.corporation and a.contract_no = b.contract_no and a.row_id < b.row_id
    where
        a.contract_no <> ''
        and a.corporation <> ''
        and (a.tenant_no = b.tenant_no or a.number_key = b.number_key)
),

behind_one_door as (
    select
        left_id,
        right_id,
        case
            when is_same_door and shares_name then 'door_and_surname'
            when is_same_door and shares_phone then 'door_and_phone'
            when is_same_door and shares_email then 'door_and_email'
            when is_same_door and is_name_near then 'door_and_surname_near'
            when is_same_door and has_co_tenant then 'door_and_co_tenant'
            when not is_same_door and shares_name and (shares_phone or shares_email) then 'number_and_contact'
        end as rule
    from neighbour
)

select left_id, right_id, min(rule) as rule
from (
    select * from one_contract
    union all
    select * from behind_one_door where rule is not null
)
group by left_id, right_id;
