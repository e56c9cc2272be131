-- Visits per team, as they stand now.
-- Grain: one row per team. Params: none. Caller: local.report
select
    v.team,
    count(*) filter (where v.state = 'planned') as gepland,
    count(*) filter (where v.state = 'sent') as verstuurd,
    count(*) filter (where v.state = 'done') as gedaan,
    count(*) filter (where v.state = 'called_off') as afgezegd
from core.visit as v
where v.state <> 'superseded'
group by v.team
order by v.team
