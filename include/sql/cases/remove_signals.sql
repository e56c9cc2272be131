-- Take signals out of cases of a household to which they no longer belong.
-- Grain: one row per case and signal. Parameters: records jsonb [{case_id, signal_id}]. Caller: cases.update
delete from core.case_signal as cs
using jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint, signal_id bigint)
where cs.case_id = n.case_id and cs.signal_id = n.signal_id;
