-- Forget the signals that a correction left as they were.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.corrections
delete from core.signal_before as b
using core.signal as s
where
    b.delivery_id = :delivery_id
    and s.signal_id = b.signal_id
    and s.last_delivery_id = cast(b.was ->> 'last_delivery_id' as bigint)
    and s.end_reason is not distinct from b.was ->> 'end_reason';
