-- Visits that were called off since an instant.
-- Grain: one row per visit.
-- Params: :since_at instant. Caller: vroegeropaf_airflow.pages.planning_figures
select
    c.case_no,
    coalesce(v.municipality, c.municipality) as municipality,
    v.team,
    v.visit_on,
    v.day_part,
    v.starts_at,
    v.sent_at is not null as was_sent,
    v.call_off_reason
from core.visit as v
join core.household_case as c on v.case_id = c.case_id
where
    v.state = 'called_off'
    and v.called_off_at >= :since_at
order by v.starts_at, c.case_no;
