-- Cases follow their household into the one it was merged with.
-- Grain: one row per case. Parameters: records jsonb [{case_id, household_id}]. Caller: cases.update
update core.household_case as c
set household_id = n.household_id, updated_at = clock_timestamp()
from jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint, household_id bigint)
where c.case_id = n.case_id;
