-- Close cases whose signals all ended.
-- Grain: one row per case. Parameters: records jsonb [{case_id}], today date. Caller: cases.update
update core.household_case as c
set
    closed_on = cast(:today as date),
    close_reason = 'signals_ended',
    updated_at = clock_timestamp()
from jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint)
where c.case_id = n.case_id and c.closed_on is null;
