-- Rules that fired on a delivery and on how many rows, worst first.
-- Grain: one row per rule. Params: :delivery_id. Caller: deliveries.review
select rule_code, severity, count(distinct record_no) as row_count
from raw.row_fault
where delivery_id = :delivery_id
group by rule_code, severity
order by array_position(array['critical', 'warning', 'info'], severity), row_count desc, rule_code;
