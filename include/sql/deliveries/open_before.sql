-- The open signals of a list's sender, as of its day.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.moves
select
    s.signal_id,
    s.corporation,
    s.tenant_no,
    s.contract_no
from raw.delivery as d
inner join core.signal as s on s.corporation = d.corporation and s.last_reference_on <= d.reference_on
where d.delivery_id = :delivery_id and s.ended_on is null
order by s.signal_id;
