-- Open a signal for each contract, or bring the open one up to date; the latest list wins (of one day, the one
-- that came last), the first keeps its arrival.
-- A contract that was withdrawn on or after the reference date stays ended; one that was withdrawn (or whose tenant
-- objected) while this list still waited, or before it came, is not opened. An objection holds whatever became of its
-- file or row, unless the row names another corporation; without a tenant number it holds for the whole contract. One of
-- an earlier day holds too when it came after a list of this day or later (which may be this one).
-- A second tenant number on a contract is a co-tenant. Reads what lies ready in signal_stage.
-- Grain: one row, signals opened and signals touched. Params: :delivery_id. Caller: deliveries.store
with withdrawn as materialized (
    select w.contract_key
    from raw.contracts_withdrawn_since(:delivery_id) as w
),

blocked as materialized (
    select own.record_no
    from raw.delivered_row as own
    inner join withdrawn on own.contract_key = withdrawn.contract_key
    where own.delivery_id = :delivery_id
    union
    select r.record_no
    from signal_stage as r
    inner join withdrawn on r.whole_contract_key = withdrawn.contract_key
),

touched as (
    insert into core.signal (
        corporation, tenant_no, contract_no, initials, first_name, surname_prefix, surname, born_on, street, house_number,
        house_letter, house_addition, postcode, place, municipality, phone, email, rent_eur, arrears_eur, arrears_months,
        oldest_due_on, letter_14_days_on, handover_on, bailiff_on, is_bailiff_estimated, has_arrangement,
        has_bailiff_file, has_guardian, is_co_tenant, tenancy_from, tenancy_to, arrived_on, first_delivery_id,
        last_delivery_id, last_reference_on
    )
    select
        d.corporation, r.tenant_no, r.contract_no, coalesce(r.initials, ''), coalesce(r.first_name, ''),
        coalesce(r.surname_prefix, ''), r.surname, r.born_on, coalesce(r.street, ''), r.house_number,
        coalesce(r.house_letter, ''), coalesce(r.house_addition, ''), r.postcode, coalesce(r.place, ''), r.municipality,
        coalesce(r.phone, ''), coalesce(r.email, ''), r.rent_eur, r.arrears_eur, r.arrears_months, r.oldest_due_on,
        r.letter_14_days_on, r.handover_on, r.bailiff_on, r.is_bailiff_estimated, r.has_arrangement, r.has_bailiff_file,
        r.has_guardian, r.is_co_tenant or row_number() over (partition by r.contract_no order by r.record_no) > 1,
        r.tenancy_from, r.tenancy_to, d.arrived_on, d.delivery_id, d.delivery_id, d.reference_on
    from raw.delivery as d
    cross join signal_stage as r
    where
        d.delivery_id = :delivery_id
        and not exists (
            select 1
            from core.signal as ended
            where
                ended.corporation = d.corporation
                and ended.contract_no = r.contract_no
                and ended.tenant_no = r.tenant_no
                and ended.ended_on >= d.reference_on
        )
        and r.record_no not in (select b.record_no from blocked as b)
    order by r.record_no
    on conflict (corporation, contract_no, tenant_no) where ended_on is null do update set
        initials = excluded.initials,
        first_name = excluded.first_name,
        surname_prefix = excluded.surname_prefix,
        surname = excluded.surname,
        born_on = excluded.born_on,
        street = excluded.street,
        house_number = excluded.house_number,
        house_letter = excluded.house_letter,
        house_addition = excluded.house_addition,
        postcode = excluded.postcode,
        place = excluded.place,
        municipality = excluded.municipality,
        phone = excluded.phone,
        email = excluded.email,
        rent_eur = excluded.rent_eur,
        arrears_eur = excluded.arrears_eur,
        arrears_months = excluded.arrears_months,
        oldest_due_on = excluded.oldest_due_on,
        letter_14_days_on = excluded.letter_14_days_on,
        handover_on = excluded.handover_on,
        bailiff_on = excluded.bailiff_on,
        is_bailiff_estimated = excluded.is_bailiff_estimated,
        has_arrangement = excluded.has_arrangement,
        has_bailiff_file = excluded.has_bailiff_file,
        has_guardian = excluded.has_guardian,
        is_co_tenant = excluded.is_co_tenant,
        tenancy_from = excluded.tenancy_from,
        tenancy_to = excluded.tenancy_to,
        last_delivery_id = excluded.last_delivery_id,
        last_reference_on = excluded.last_reference_on,
        moved_on = case
            when (core.signal.postcode, core.signal.house_number, core.signal.house_letter, core.signal.house_addition)
                <> (excluded.postcode, excluded.house_number, excluded.house_letter, excluded.house_addition)
                then excluded.last_reference_on
            else core.signal.moved_on
        end,
        updated_at = clock_timestamp()
    where
        (core.signal.last_reference_on, core.signal.last_delivery_id)
        <= (excluded.last_reference_on, excluded.last_delivery_id)
    returning (xmax = 0) as is_opened
)

select
    count(*) filter (where is_opened) as opened,
    count(*) as touched
from touched;
