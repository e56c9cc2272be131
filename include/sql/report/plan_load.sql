-- Visits that stand from a day on.
-- Grain: one row per team, day and day part.
-- Params: :from_on date. Caller: vroegeropaf_airflow.pages.planning_figures
select
    v.team,
    v.visit_on,
    v.day_part,
    count(*) as visits,
    count(*) filter (where v.state <> 'planned') as sent
from core.visit as v
where
    v.state in ('planned', 'sent', 'done')
    and v.visit_on >= cast(:from_on as date)
group by v.team, v.visit_on, v.day_part
order by v.team, v.visit_on, v.day_part;
