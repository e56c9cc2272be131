-- What is wrong where in a delivery, for the corporation: lines, columns and rules, no cell.
-- Grain: one row per record, rule and column. Params: :delivery_id. Caller: vroegeropaf_airflow.pages.quality_rows
select
    r.line_no,
    f.rule_code,
    f.column_name,
    f.severity
from raw.row_fault as f
join raw.delivered_row as r on f.delivery_id = r.delivery_id and f.record_no = r.record_no
where f.delivery_id = cast(:delivery_id as bigint)
order by
    f.record_no, array_position(array['critical', 'warning', 'info'], f.severity), f.rule_code, f.column_name;
