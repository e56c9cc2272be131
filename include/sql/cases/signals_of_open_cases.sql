-- The signals of open cases, how they ended, and the household that they belong to now (another one: a link was undone).
-- Grain: one row per case and signal. Params: none. Caller: cases.update
select
    cs.case_id,
    cs.signal_id,
    s.end_reason,
    s.ended_on,
    s.end_reason = 'verhuisd'
    and exists (
        select 1
        from core.signal_out_of_area as o
        inner join raw.delivery as d on o.delivery_id = d.delivery_id
        where o.signal_id = s.signal_id and d.reference_on = s.ended_on
    ) as has_left_area,
    m.household_id
from core.case_signal as cs
inner join core.household_case as c on cs.case_id = c.case_id
inner join core.signal as s on cs.signal_id = s.signal_id
left join core.signal_person as m on cs.signal_id = m.signal_id and m.valid_to is null
where c.closed_on is null
order by cs.case_id, cs.signal_id;
