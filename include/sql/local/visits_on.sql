-- The sent visits of one day, in the order of the day.
-- Grain: one row per visit. Params: :day date. Caller: local.story
select
    v.visit_id,
    v.team,
    c.case_no
from core.visit as v
inner join core.household_case as c on c.case_id = v.case_id
where
    v.visit_on = cast(:day as date)
    and v.state in ('sent', 'done')
order by v.starts_at, v.visit_id
