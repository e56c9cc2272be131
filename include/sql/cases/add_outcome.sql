-- Record how a case ended; a correction is a new row and the latest holds.
-- Grain: one row. Parameters: case_id, attempt_id bigint; end_result, pilot_outcome, recorded_by, submission_key text;
-- today date. Caller: cases.results
insert into core.outcome (
    case_id, attempt_id, end_result, pilot_outcome, recorded_by, recorded_on, submission_key
)
values (
    cast(:case_id as bigint), cast(:attempt_id as bigint), cast(:end_result as text), cast(:pilot_outcome as text),
    cast(:recorded_by as text), cast(:today as date), cast(:submission_key as text)
);
