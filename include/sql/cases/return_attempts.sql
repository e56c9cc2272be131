-- Cases that are parted get back the attempts of their own visits.
-- Grain: one row per attempt. Params: :case_ids bigint[]. Caller: cases.part
update core.attempt as t
set case_id = v.case_id
from core.visit as v
where
    v.case_id = any(cast(:case_ids as bigint[]))
    and t.visit_id = v.visit_id
    and t.case_id <> v.case_id;
