-- Visits that stand: planned (also those whose day went by without being sent), and sent ones still to come.
-- case_id: the case that lives on, when the visit's own was joined into another.
-- Grain: one row per visit; one sent visit per case, and perhaps an unsent one that gives way to it.
-- Params: :now instant. Caller: planning.assign
select
    v.visit_id,
    coalesce(c.joined_into_case_id, c.case_id) as case_id,
    v.attempt_no,
    v.team,
    v.visit_on,
    v.day_part,
    v.starts_at,
    v.state
from core.visit as v
join core.household_case as c on v.case_id = c.case_id
where
    v.state = 'planned'
    or (v.state = 'sent' and v.starts_at > :now)
order by v.visit_id;
