-- Open signals with their present household, and whether an earlier case of that household dealt with them.
-- A debt that was raised after the case ended (by a list that we let in since) is to be taken up again, as of the arrival
-- of that list.
-- Grain: one row per open signal that was linked. Caller: cases.update, escalation.escalate
with handled as (
    select
        cs.signal_id,
        max(e.happened_at) as closed_at
    from core.household_case as c
    inner join core.case_home as home on c.case_id = home.case_id
    inner join core.case_signal as cs on c.case_id = cs.case_id
    inner join core.case_event as e on c.case_id = e.case_id and e.kind = 'closed' and e.detail ->> 'reason' = 'outcome'
    inner join core.signal_person as m on cs.signal_id = m.signal_id and m.valid_to is null
    where c.close_reason = 'outcome' and m.household_id = home.household_id
    group by cs.signal_id
),

known as (
    select
        h.signal_id,
        h.closed_at,
        max(r.arrears_eur) as arrears_eur
    from handled as h
    inner join core.signal_report as r on h.signal_id = r.signal_id
    where r.recorded_at <= h.closed_at
    group by h.signal_id, h.closed_at
),

raised as (
    select
        k.signal_id,
        min(d.arrived_on) as arrived_on
    from known as k
    inner join core.signal_report as r on k.signal_id = r.signal_id
    inner join raw.delivery as d on r.delivery_id = d.delivery_id
    where r.recorded_at > k.closed_at and r.arrears_eur > k.arrears_eur
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
    greatest(s.tenancy_from, s.moved_on) as lives_there_since,
    coalesce(r.arrived_on, s.arrived_on) as arrived_on,
    h.signal_id is not null and r.signal_id is null as is_handled
from core.signal as s
inner join core.signal_person as m on s.signal_id = m.signal_id and m.valid_to is null
left join handled as h on s.signal_id = h.signal_id
left join raised as r on s.signal_id = r.signal_id
where s.ended_on is null
order by s.signal_id;
