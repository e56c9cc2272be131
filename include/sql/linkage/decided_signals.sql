-- The signals that a person layer decision speaks of, as linkage compares them.
-- Grain: one row per signal. Parameters: none. Caller: linkage.training.decided
select
    s.signal_id as row_id,
    s.corporation,
    s.contract_no,
    s.tenant_no,
    s.initials,
    s.first_name,
    s.surname,
    s.born_on,
    s.postcode,
    s.house_number,
    s.house_letter,
    s.house_addition,
    s.phone,
    s.email,
    s.tenancy_from,
    s.tenancy_to,
    s.has_guardian,
    s.is_co_tenant
from core.signal as s
where exists (
    select 1
    from core.link_decision as d
    where d.layer = 'person' and s.signal_id in (d.left_signal_id, d.right_signal_id)
)
order by s.signal_id;
