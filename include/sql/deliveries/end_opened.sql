-- End the signals that an undone correction opened, as of the day that it described.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.undo
update core.signal as s
set ended_on = d.reference_on, end_reason = 'vervangen', updated_at = clock_timestamp()
from core.signal_before as b
inner join raw.delivery as d on d.delivery_id = b.delivery_id
where b.delivery_id = :delivery_id and b.was is null and s.signal_id = b.signal_id and s.ended_on is null;
