-- From delivered rows to outcomes, for the lists of one month.
-- Grain: one row per step. Params: :month date (its first day). Caller: vroegeropaf_airflow.pages.figures
select
    f.step,
    f.item_count
from report.funnel as f
where f.arrived_month = cast(:month as date)
order by f.step_no;
