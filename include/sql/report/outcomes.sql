-- How cases ended in one month.
-- Grain: one row per pilot outcome and end result. Params: :month date (its first day).
-- Caller: vroegeropaf_airflow.pages.figures
select
    o.pilot_outcome,
    o.end_result,
    cast(sum(o.case_count) as bigint) as case_count
from report.outcome as o
where o.recorded_month = cast(:month as date)
group by o.pilot_outcome, o.end_result
order by case_count desc, o.pilot_outcome, o.end_result;
