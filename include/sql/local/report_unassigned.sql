-- Cases without a visit in the latest plan, by reason.
-- Grain: one row per reason. Params: none. Caller: local.report
select
    u.reason as reden,
    count(*) as zaken
from core.unassigned as u
where u.plan_run_id = (select max(p.plan_run_id) from core.plan_run as p)
group by u.reason
order by u.reason
