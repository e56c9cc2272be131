-- Sent visits whose day has passed and of which nothing was filled in, while their case (or the one that it was joined
-- into) is open: the planner waits for that form.
-- Grain: one row per visit. Params: :today date. Caller: escalation.follow_ups
select
    v.visit_id,
    v.team,
    v.visit_on,
    v.starts_at,
    own.case_no,
    coalesce(v.municipality, own.municipality) as municipality,
    coalesce(v.postcode4, own.postcode4) as postcode4
from core.visit as v
join core.household_case as own on v.case_id = own.case_id
join core.household_case as c on c.case_id = coalesce(own.joined_into_case_id, own.case_id)
where
    v.state = 'sent'
    and v.visit_on < cast(:today as date)
    and c.closed_on is null
order by v.team, v.visit_on, v.starts_at, v.visit_id;
