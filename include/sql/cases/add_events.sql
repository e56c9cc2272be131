-- Append what happened to cases.
-- Grain: one row per event. Parameters: records jsonb [{case_id, kind, detail}]. Caller: cases.update, cases.results
insert into core.case_event (case_id, kind, detail)
select n.case_id, n.kind, n.detail
from rows from (
    jsonb_to_recordset(cast(:records as jsonb)) as (case_id bigint, kind text, detail jsonb)
) with ordinality as n (case_id, kind, detail, at)
order by n.at;
