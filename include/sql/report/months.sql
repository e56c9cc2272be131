-- The months in which lists arrived, latest first.
-- Grain: one row per month. Caller: vroegeropaf_airflow.pages.figures
select distinct f.arrived_month
from report.funnel as f
order by f.arrived_month desc;
