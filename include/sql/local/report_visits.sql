-- Visits per team, as they stand now.
-- Grain: one row per team. Params: none. Caller: local.report
select
    v.team,
    count(*) filter (where v.state = 'planned') as planned,
    count(*) filter (where v.state = 'sent') as sent,
    count(*) filter (where v.state = 'done') as done,
    count(*) filter (where v.state = 'called_off') as called_off
from core.visit as v
where v.state <> 'superseded'
group by v.team
order by v.team
