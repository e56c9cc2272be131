-- Record an attempt; a correction is a new row and the latest of a visit holds.
-- Grain: one row. Parameters: case_id, visit_id bigint; kind, day_part, recorded_by, submission_key text;
-- attempted_on date, is_reached boolean. Caller: cases.results
insert into core.attempt (
    case_id, visit_id, kind, attempted_on, day_part, is_reached, recorded_by, submission_key
)
values (
    cast(:case_id as bigint), cast(:visit_id as bigint), cast(:kind as text), cast(:attempted_on as date),
    cast(:day_part as text), cast(:is_reached as boolean), cast(:recorded_by as text),
    cast(:submission_key as text)
)
returning attempt_id;
