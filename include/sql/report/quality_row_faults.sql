-- What is wrong with one row of a delivery.
-- Grain: one row per rule and column. Params: :delivery_id, :record_no. Caller: vroegeropaf_airflow.pages.quality_rows
select
    f.rule_code,
    f.column_name,
    f.severity
from raw.row_fault as f
where f.delivery_id = cast(:delivery_id as bigint) and f.record_no = cast(:record_no as integer)
order by array_position(array['critical', 'warning', 'info'], f.severity), f.rule_code, f.column_name;
