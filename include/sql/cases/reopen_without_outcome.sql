-- Reopen a case whose outcome was taken back by a correction, unless its household has a newer open case.
-- Grain: one row. Parameters: case_id bigint. Caller: cases.results
update core.household_case as c
set closed_on = null, close_reason = null, updated_at = clock_timestamp()
where
    c.case_id = cast(:case_id as bigint)
    and c.close_reason = 'outcome'
    and not exists (select 1 from core.current_outcome as o where o.case_id = c.case_id)
    and not exists (
        select 1
        from core.household_case as newer
        where newer.household_id = c.household_id and newer.closed_on is null
    );
