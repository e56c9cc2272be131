-- Cases that are parted get back the outcomes of their own visits.
-- Grain: one row per outcome. Params: :case_ids bigint[]. Caller: cases.part
update core.outcome as o
set case_id = v.case_id
from core.attempt as t
inner join core.visit as v on t.visit_id = v.visit_id
where
    v.case_id = any(cast(:case_ids as bigint[]))
    and o.attempt_id = t.attempt_id
    and o.case_id <> v.case_id;
