-- Write down where the latest plan took its places and ways from.
-- Grain: the latest row of core.plan_run; the caller holds the lock of planning and has just written it.
-- Params: :sources (JSON text). Caller: planning.sources
update core.plan_run
set sources = cast(:sources as jsonb)
where plan_run_id = (select max(r.plan_run_id) from core.plan_run as r);
