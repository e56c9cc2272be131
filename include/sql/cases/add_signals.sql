-- Add signals to cases.
-- Grain: one row per case and signal. Parameters: records jsonb [{case_id, signal_id}], today date.
-- Caller: cases.update
insert into core.case_signal (case_id, signal_id, added_on)
select n.case_id, n.signal_id, cast(:today as date)
from jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint, signal_id bigint)
order by n.case_id, n.signal_id
on conflict (case_id, signal_id) do nothing;
