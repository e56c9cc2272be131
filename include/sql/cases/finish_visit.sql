-- A visit of which the result is known is done.
-- Grain: one row. Parameters: visit_id bigint. Caller: cases.results
update core.visit
set state = 'done'
where visit_id = cast(:visit_id as bigint) and state <> 'done';
