-- The latest plan and how many cases it left without a visit, by reason.
-- Grain: one row, or none before the first plan.
-- Params: none. Caller: planning.assign
select
    r.plan_run_id,
    r.input_hash,
    r.outcome,
    (
        select coalesce(jsonb_object_agg(u.reason, u.cases), '{}')
        from (
            select
                left_over.reason,
                count(*) as cases
            from core.unassigned as left_over
            where left_over.plan_run_id = r.plan_run_id
            group by left_over.reason
        ) as u
    ) as unassigned
from core.plan_run as r
order by r.plan_run_id desc
limit 1;
