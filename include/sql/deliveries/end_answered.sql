-- End the open signals of which a corporation said that there is nothing left to visit for.
-- Grain: one row per signal. Params: :today date, :records jsonb array. Caller: deliveries.absence
update core.signal as s
set ended_on = cast(:today as date), end_reason = r.answer, updated_at = clock_timestamp()
from jsonb_to_recordset(cast(:records as jsonb)) as r (signal_id bigint, answer text)
where s.signal_id = r.signal_id and s.ended_on is null;
