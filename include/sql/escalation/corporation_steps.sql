-- What corporations were told of open cases, also before a case was joined into the one that lives on.
-- Grain: one row per case, corporation, step and date. Params: none. Caller: escalation.escalate
select
    k.case_id,
    f.corporation,
    f.step,
    f.bailiff_on
from core.corporation_step as f
join core.household_case as c on f.case_id = c.case_id
join core.household_case as k on k.case_id = coalesce(c.joined_into_case_id, c.case_id)
where k.closed_on is null
order by k.case_id, f.corporation, f.step, f.bailiff_on;
