-- How many other visits of a case found nobody.
-- Grain: one row. Parameters: case_id bigint, visit_id bigint. Caller: cases.results
select count(distinct t.visit_id) as visits
from core.current_attempt as t
where
    t.case_id = cast(:case_id as bigint)
    and t.kind = 'huisbezoek'
    and not t.is_reached
    and t.visit_id <> cast(:visit_id as bigint);
