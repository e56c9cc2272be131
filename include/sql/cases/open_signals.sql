-- Open signals with their present household, and whether an earlier case dealt with them.
-- A debt that a later list raised after the case ended is a debt to be taken up again, as of that list's arrival.
-- Grain: one row per open signal that was linked. Caller: cases.update
with handled as (
    select
        cs.signal_id,
        max(c.closed_on) as closed_on
    from core.case_signal as cs
    inner join core.household_case as c on cs.case_id = c.case_id
    where c.close_reason = 'outcome'
    group by cs.signal_id
),

known as (
    select
        h.signal_id,
        h.closed_on,
        max(r.arrears_eur) as arrears_eur
    from handled as h
    inner join core.signal_report as r on h.signal_id = r.signal_id
    inner join raw.delivery as d on r.delivery_id = d.delivery_id
    where d.arrived_on <= h.closed_on
    group by h.signal_id, h.closed_on
),

raised as (
    select
        k.signal_id,
        min(d.arrived_on) as arrived_on
    from known as k
    inner join core.signal_report as r on k.signal_id = r.signal_id
    inner join raw.delivery as d on r.delivery_id = d.delivery_id
    where d.arrived_on > k.closed_on and r.arrears_eur > k.arrears_eur
    group by k.signal_id
)

select
    s.signal_id,
    m.household_id,
    s.corporation,
    s.bailiff_on,
    s.is_bailiff_estimated,
    s.letter_14_days_on,
    s.has_bailiff_file,
    s.has_arrangement,
    s.has_guardian,
    s.municipality,
    left(s.postcode, 4) as postcode4,
    s.tenancy_from,
    coalesce(r.arrived_on, s.arrived_on) as arrived_on,
    h.signal_id is not null and r.signal_id is null as is_handled
from core.signal as s
inner join core.signal_person as m on s.signal_id = m.signal_id and m.valid_to is null
left join handled as h on s.signal_id = h.signal_id
left join raised as r on s.signal_id = r.signal_id
where s.ended_on is null
order by s.signal_id;
