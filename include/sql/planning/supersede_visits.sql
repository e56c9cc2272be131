-- Unsent visits that the new plan gives up or changes. What was sent is never touched here.
-- Grain: one row per visit.
-- Params: :visit_ids bigint[]. Caller: planning.store
update core.visit
set state = 'superseded'
where
    visit_id = any(cast(:visit_ids as bigint[]))
    and state = 'planned';
