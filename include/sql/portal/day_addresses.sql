-- The visits of a team on the day of one of them, each with the address that it goes to and where that is.
-- Addresses are null for a visit that was called off, or is about to be: all its signals ended, the household moved, the case
-- waits for a steward's word. What is not needed at a door (name, contact, debt) is not read.
-- `latitude`, `longitude`, `precision`: as a geocoder found this address; null when it was not asked, or does not know.
-- Grain: one row per visit that was sent. `door`: the same for households behind one front door. `sources`: where the plan
-- that booked the visit took its places and ways from.
-- Params: :visit_id bigint. Caller: portal.addresses
select
    v.visit_id,
    v.team,
    v.starts_at,
    v.service_minutes,
    v.state = 'called_off' as is_called_off,
    c.case_no,
    coalesce(v.municipality, c.municipality) as municipality,
    coalesce(v.postcode4, c.postcode4) as postcode4,
    a.street,
    a.house_number,
    a.house_letter,
    a.house_addition,
    a.postcode,
    a.place,
    a.door,
    g.latitude,
    g.longitude,
    case when g.latitude is not null then g.precision end as "precision",
    r.sources
from core.visit as own
join core.visit as v on own.team = v.team and own.visit_on = v.visit_on
join core.plan_run as r on v.plan_run_id = r.plan_run_id
join core.household_case as c on v.case_id = c.case_id
join core.household_case as living on living.case_id = coalesce(c.joined_into_case_id, c.case_id)
left join lateral (
    select
        s.street,
        s.house_number,
        s.house_letter,
        s.house_addition,
        s.postcode,
        s.place,
        core.door(s) as door
    from core.case_signal as cs
    join core.signal as s on cs.signal_id = s.signal_id and s.ended_on is null
    where
        cs.case_id = living.case_id
        and left(s.postcode, 4) = coalesce(v.postcode4, c.postcode4)
        and (v.state = 'done' or (v.state = 'sent' and living.hold_reason is null))
    order by greatest(s.tenancy_from, s.moved_on) desc nulls last, s.arrived_on desc, s.signal_id desc
    limit 1
) as a on true
left join core.geocode as g on a.door = g.door
where
    own.visit_id = :visit_id
    and (v.state in ('sent', 'done') or (v.state = 'called_off' and v.sent_at is not null))
order by v.starts_at, v.visit_id;
