-- Remember which signals a correction opened: there was nothing before.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.corrections
insert into core.signal_before (delivery_id, signal_id, was)
select d.delivery_id, s.signal_id, null
from raw.delivery as d
inner join core.signal as s on s.corporation = d.corporation and s.first_delivery_id = d.delivery_id
where d.delivery_id = :delivery_id
on conflict (delivery_id, signal_id) do nothing;
