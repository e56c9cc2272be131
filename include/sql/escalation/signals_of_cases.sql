-- Which open signals open cases have.
-- Grain: one row per case and signal. Params: none. Caller: escalation.escalate
select
    cs.case_id,
    cs.signal_id
from core.case_signal as cs
join core.household_case as c on cs.case_id = c.case_id
join core.signal as s on cs.signal_id = s.signal_id
where c.closed_on is null and s.ended_on is null
order by cs.case_id, cs.signal_id;
