-- Write down what a corporation said about contracts that its list lacks: on this form, and on every other form where the
-- same contract still waits for an answer. Only while the signal is open and no later list reported it; the same answer
-- again changes nothing.
-- Grain: one row per signal and form. Params: :delivery_id, :answered_by, :records jsonb array. Caller: deliveries.absence
update core.absence as a
set answer = r.answer, answered_by = :answered_by, answered_at = clock_timestamp()
from jsonb_to_recordset(cast(:records as jsonb)) as r (signal_id bigint, answer text)
inner join core.signal as s on s.signal_id = r.signal_id
inner join core.absence as asked on asked.signal_id = s.signal_id
inner join raw.delivery as d on d.delivery_id = asked.delivery_id
where
    d.delivery_id = :delivery_id
    and d.undone_at is null
    and s.ended_on is null
    and (s.last_reference_on, s.last_delivery_id) < (d.reference_on, d.delivery_id)
    and asked.answer is distinct from r.answer
    and a.signal_id = s.signal_id
    and (a.delivery_id = asked.delivery_id or a.answer is null)
returning a.signal_id;
