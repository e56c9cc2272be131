-- End signals that a correction no longer reports, as of the day that it describes.
-- Grain: one row per signal. Params: :delivery_id, :signal_ids bigint[]. Caller: deliveries.corrections
update core.signal as s
set ended_on = d.reference_on, end_reason = 'vervangen', updated_at = clock_timestamp()
from raw.delivery as d
where
    d.delivery_id = :delivery_id
    and s.signal_id = any(cast(:signal_ids as bigint[]))
    and s.ended_on is null;
