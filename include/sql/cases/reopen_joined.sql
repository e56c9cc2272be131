-- Reopen cases whose merge was undone.
-- Grain: one row per case. Parameters: records jsonb [{case_id}]. Caller: cases.update
update core.household_case as c
set
    closed_on = null,
    close_reason = null,
    joined_into_case_id = null,
    updated_at = clock_timestamp()
from jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint)
where c.case_id = n.case_id and c.close_reason = 'joined';
