-- A reopened case gets back the attempts of its own visits.
-- Grain: one row per attempt. Parameters: records jsonb [{case_id}]. Caller: cases.update
update core.attempt as t
set case_id = v.case_id
from core.visit as v
inner join jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint) on v.case_id = n.case_id
where t.visit_id = v.visit_id and t.case_id <> v.case_id;
