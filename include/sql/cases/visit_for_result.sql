-- The visit of a form, with the case that lives on after joins.
-- Grain: at most one row. Parameters: visit_id bigint. Caller: cases.results
select
    v.visit_id,
    v.state,
    c.case_id,
    c.closed_on,
    c.close_reason,
    c.household_id
from core.visit as v
inner join core.household_case as own on v.case_id = own.case_id
inner join core.household_case as c on c.case_id = coalesce(own.joined_into_case_id, own.case_id)
where v.visit_id = cast(:visit_id as bigint);
