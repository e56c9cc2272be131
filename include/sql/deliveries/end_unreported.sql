-- Give signals that were opened again for a correction, and that it did not report after all, their end back.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.corrections
update core.signal as s
set ended_on = w.ended_on, end_reason = w.end_reason, updated_at = clock_timestamp()
from core.signal_before as b
cross join lateral jsonb_populate_record(cast(null as core.signal), b.was) as w
where
    b.delivery_id = :delivery_id
    and s.signal_id = b.signal_id
    and w.ended_on is not null
    and s.ended_on is null
    and s.last_delivery_id <> b.delivery_id;
