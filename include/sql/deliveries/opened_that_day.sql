-- Open signals that lists of the correction's day opened and reported last, and that the correction did not report.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.corrections
select s.signal_id, s.corporation, s.tenant_no, s.contract_no
from raw.delivery as d
inner join core.signal as s on s.corporation = d.corporation and s.last_reference_on = d.reference_on
inner join raw.delivery as opener on opener.delivery_id = s.first_delivery_id
where
    d.delivery_id = :delivery_id
    and s.ended_on is null
    and s.last_delivery_id < d.delivery_id
    and opener.reference_on = d.reference_on
order by s.signal_id;
