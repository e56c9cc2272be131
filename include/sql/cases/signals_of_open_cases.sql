-- The signals of open cases and how they ended.
-- Grain: one row per case and signal. Caller: cases.update
select
    cs.case_id,
    cs.signal_id,
    s.end_reason
from core.case_signal as cs
inner join core.household_case as c on cs.case_id = c.case_id
inner join core.signal as s on cs.signal_id = s.signal_id
where c.closed_on is null
order by cs.case_id, cs.signal_id;
