-- Rules that fired on the rows of a delivery, worst first, with the columns they speak of.
-- Grain: one row per rule and severity. Params: :delivery_id. Caller: vroegeropaf_airflow.pages.quality_figures
select
    f.rule_code,
    f.severity,
    count(distinct f.record_no) as row_count,
    count(*) as fault_count,
    array_agg(distinct f.column_name order by f.column_name) as column_names
from raw.row_fault as f
where f.delivery_id = cast(:delivery_id as bigint)
group by f.rule_code, f.severity
order by array_position(array['critical', 'warning', 'info'], f.severity), row_count desc, f.rule_code;
