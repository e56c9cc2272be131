-- Where a plan took its places and ways from.
-- Grain: one row, or none for an unknown run.
-- Params: :plan_run_id. Caller: planning.sources
select r.sources
from core.plan_run as r
where r.plan_run_id = :plan_run_id;
