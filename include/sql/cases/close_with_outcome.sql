-- Close a case that has its outcome.
-- Grain: one row. Parameters: case_id bigint, today date. Caller: cases.results
update core.household_case
set closed_on = cast(:today as date), close_reason = 'outcome', updated_at = clock_timestamp()
where case_id = cast(:case_id as bigint) and closed_on is null;
