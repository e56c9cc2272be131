-- Open these signals again: their contract is reported again for the same day.
-- Grain: one row per signal. Params: :signal_ids bigint[]. Caller: deliveries.corrections
update core.signal
set ended_on = null, end_reason = null, updated_at = clock_timestamp()
where signal_id = any(cast(:signal_ids as bigint[])) and end_reason in ('vervangen', 'verhuisd');
