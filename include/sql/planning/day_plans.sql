-- The whole day list of every team and day, from today on, that a newly locked or untold visit belongs to.
-- Grain: one row per sent visit. `was_mailed`: an earlier mail told the team about this day.
-- `visits_at_door`: how many separate visits this team makes at one front door on that day; 0 when the door is not known.
-- Params: :new_ids bigint[], :today date. Caller: planning.send
select
    v.visit_id,
    v.team,
    v.visit_on,
    v.starts_at,
    v.service_minutes,
    v.attempt_no,
    v.calendar_uid,
    v.calendar_sequence,
    count(d.door) over (partition by v.team, v.visit_on, d.door) as visits_at_door,
    c.case_no,
    coalesce(v.municipality, c.municipality) as municipality,
    coalesce(v.postcode4, c.postcode4) as postcode4,
    exists (
        select 1
        from core.visit as earlier
        where
            earlier.team = v.team
            and earlier.visit_on = v.visit_on
            and earlier.sent_at is not null
            and earlier.visit_id <> all(cast(:new_ids as bigint[]))
    ) as was_mailed
from core.visit as v
join core.household_case as c on v.case_id = c.case_id
left join core.case_door as d on d.case_id = coalesce(c.joined_into_case_id, c.case_id)
where
    v.state = 'sent'
    and v.visit_on >= cast(:today as date)
    and exists (
        select 1
        from core.visit as locked
        where
            locked.visit_id = any(cast(:new_ids as bigint[]))
            and locked.team = v.team
            and locked.visit_on = v.visit_on
    )
order by v.visit_on, v.team, v.starts_at, v.visit_id;
