-- Rules that fired on a delivery, worst first: on how many rows, and the first lines of them.
-- Grain: one row per rule and column. Params: :delivery_id, :first_lines integer. Caller: deliveries.quality_report
select
    f.rule_code,
    f.column_name,
    f.severity,
    count(*) as row_count,
    (array_agg(r.line_no order by r.line_no, r.record_no))[1:cast(:first_lines as integer)] as line_nos
from raw.row_fault as f
inner join raw.delivered_row as r on r.delivery_id = f.delivery_id and r.record_no = f.record_no
where f.delivery_id = :delivery_id
group by f.rule_code, f.column_name, f.severity
order by
    array_position(array['critical', 'warning', 'info'], f.severity), row_count desc, f.rule_code, f.column_name;
