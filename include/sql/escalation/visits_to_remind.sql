-- Sent visits of one day that were mailed before today: who got the mail today needs no reminder today.
-- Grain: one row per visit. Params: :visit_on date, :today date. Caller: escalation.escalate
select
    v.visit_id,
    v.team,
    v.starts_at,
    v.day_part,
    own.case_no,
    coalesce(v.municipality, own.municipality) as municipality,
    coalesce(v.postcode4, own.postcode4) as postcode4
from core.visit as v
join core.household_case as own on v.case_id = own.case_id
join core.household_case as c on c.case_id = coalesce(own.joined_into_case_id, own.case_id)
where
    v.state = 'sent'
    and v.visit_on = cast(:visit_on as date)
    and cast(v.sent_at at time zone 'Europe/Amsterdam' as date) < cast(:today as date)
    and c.closed_on is null
order by v.team, v.starts_at, v.visit_id;
