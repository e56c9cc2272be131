-- Signals of open cases that belong to another household now: a link was undone.
-- Grain: one row per case and signal. Caller: cases.update
select
    cs.case_id,
    cs.signal_id
from core.case_signal as cs
inner join core.household_case as c on cs.case_id = c.case_id
inner join core.signal_person as m on cs.signal_id = m.signal_id and m.valid_to is null
left join core.household_alias as a on c.household_id = a.alias_id
where
    c.closed_on is null
    and m.household_id <> coalesce(a.household_id, c.household_id)
order by cs.case_id, cs.signal_id;
