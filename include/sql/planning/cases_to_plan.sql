-- Open cases that may get a visit: not on hold, without an outcome, and not waiting for the form of a visit that began.
-- `door`: the same number for households behind one front door that are not one household; null when alone there.
-- `latitude`, `longitude`, `precision`: where a geocoder found the door; null when it was not asked, or does not know.
-- Grain: one row per case. `corporations` are those of its open signals, the earliest bailiff date first.
-- Params: :now instant. Caller: planning.assign
with attempts as (
    select
        a.case_id,
        count(distinct a.visit_id) as visits_made,
        bool_or(a.is_reached) as is_reached,
        max(a.attempted_on) filter (where a.visit_id is not null) as last_visit_on,
        (array_agg(a.day_part order by a.attempted_on desc, a.attempt_id desc) filter (where a.visit_id is not null))[1]
            as last_day_part
    from core.current_attempt as a
    group by a.case_id
),

owners as (
    select
        o.case_id,
        array_agg(o.corporation order by o.bailiff_on, o.corporation) as corporations
    from (
        select
            cs.case_id,
            s.corporation,
            min(s.bailiff_on) as bailiff_on
        from core.case_signal as cs
        join core.signal as s on cs.signal_id = s.signal_id
        where s.ended_on is null
        group by cs.case_id, s.corporation
    ) as o
    group by o.case_id
)

select
    c.case_id,
    c.household_id,
    c.municipality,
    c.postcode4,
    c.bailiff_corporation,
    c.earliest_handover_on,
    c.first_visit_by_on,
    c.last_visit_by_on,
    c.is_crisis,
    coalesce(owners.corporations, '{}') as corporations,
    coalesce(attempts.visits_made, 0) as visits_made,
    coalesce(attempts.is_reached, false) as is_reached,
    attempts.last_visit_on,
    attempts.last_day_part,
    case
        when count(d.door) over (partition by d.door) > 1 then min(c.case_id) over (partition by d.door)
    end as door,
    g.latitude,
    g.longitude,
    case when g.latitude is not null then g.precision end as "precision"
from core.household_case as c
left join core.case_door as d on c.case_id = d.case_id
left join core.geocode as g on d.door = g.door
left join attempts on c.case_id = attempts.case_id
left join owners on c.case_id = owners.case_id
where
    c.closed_on is null
    and c.hold_reason is null
    and not exists (select 1 from core.current_outcome as o where o.case_id = c.case_id)
    and not exists (
        select 1
        from core.visit as v
        join core.household_case as own on v.case_id = own.case_id
        where
            coalesce(own.joined_into_case_id, own.case_id) = c.case_id
            and v.state = 'sent'
            and v.starts_at <= :now
    )
order by c.case_id;
