-- Record the end result of cases that ended with their signals and need nobody to say how.
-- Grain: one row per case; a case has one such result for its day. Parameters: records jsonb [{case_id, end_result}],
-- pilot_outcome, recorded_by text; today date. Caller: cases.update
insert into core.outcome (case_id, end_result, pilot_outcome, recorded_by, recorded_on, submission_key)
select
    n.case_id,
    n.end_result,
    cast(:pilot_outcome as text),
    cast(:recorded_by as text),
    cast(:today as date),
    cast(:recorded_by as text) || '/' || n.case_id || '/' || cast(:today as date)
from jsonb_to_recordset(cast(:records as jsonb)) as n (case_id bigint, end_result text)
where not exists (select 1 from core.current_outcome as o where o.case_id = n.case_id)
order by n.case_id
on conflict (submission_key) do nothing;
