-- Remember every signal that a correction may touch as it is now: open ones of its day or before, and those that an
-- earlier list of the day ended.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.corrections
insert into core.signal_before (delivery_id, signal_id, was)
select d.delivery_id, s.signal_id, to_jsonb(s)
from raw.delivery as d
inner join core.signal as s on s.corporation = d.corporation and s.last_reference_on <= d.reference_on
where
    d.delivery_id = :delivery_id
    and (
        s.ended_on is null
        or (s.end_reason = 'vervangen' and s.last_reference_on = d.reference_on)
        or (s.end_reason = 'verhuisd' and s.ended_on = d.reference_on)
    );
