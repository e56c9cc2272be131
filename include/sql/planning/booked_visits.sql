-- Visits that stand: planned (also those whose day went by without being sent), and sent ones still to come.
-- Grain: one row per visit, at most one per case.
-- Params: :now instant. Caller: planning.assign
select
    v.visit_id,
    v.case_id,
    v.attempt_no,
    v.team,
    v.visit_on,
    v.day_part,
    v.starts_at,
    v.state
from core.visit as v
where
    v.state = 'planned'
    or (v.state = 'sent' and v.starts_at > :now)
order by v.visit_id;
