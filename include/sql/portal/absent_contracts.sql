-- The contracts that a form asks about and how each stands; only numbers of the sender's own, no person, address, amount.
-- Grain: one row per contract. Params: :delivery_id. Caller: portal.absence_form
select
    a.signal_id,
    s.tenant_no,
    s.contract_no,
    a.answer,
    s.end_reason,
    d.undone_at is null
    and s.ended_on is null
    and (s.last_reference_on, s.last_delivery_id) < (d.reference_on, d.delivery_id) as is_open
from core.absence as a
inner join raw.delivery as d on a.delivery_id = d.delivery_id
inner join core.signal as s on a.signal_id = s.signal_id and s.corporation = d.corporation
where a.delivery_id = :delivery_id
order by s.contract_no, s.tenant_no, a.signal_id;
