-- Open signals of the sender that a list did not report, and no later list either.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.absence
select s.signal_id, s.corporation, s.tenant_no, s.contract_no
from raw.delivery as d
inner join core.signal as s on s.corporation = d.corporation
where
    d.delivery_id = :delivery_id
    and s.ended_on is null
    and (s.last_reference_on, s.last_delivery_id) < (d.reference_on, d.delivery_id)
order by s.signal_id;
