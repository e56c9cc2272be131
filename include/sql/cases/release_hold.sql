-- Lift the hold of an open case for its present reason.
-- Grain: at most one row. Parameters: case_id bigint, hold_reason text. Caller: cases.hold
update core.household_case
set hold_reason = null, updated_at = clock_timestamp()
where
    case_id = cast(:case_id as bigint)
    and closed_on is null
    and hold_reason = cast(:hold_reason as text);
