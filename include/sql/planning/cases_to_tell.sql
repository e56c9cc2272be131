-- What a mail about a case without a visit may name.
-- Grain: one row per case. Params: :case_ids bigint[]. Caller: planning.notices
select
    c.case_id,
    c.case_no,
    c.municipality,
    c.bailiff_on,
    c.is_bailiff_estimated
from core.household_case as c
where c.case_id = any(cast(:case_ids as bigint[]))
order by c.case_id;
