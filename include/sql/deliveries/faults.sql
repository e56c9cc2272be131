-- What was wrong with each row of a delivery.
-- Grain: one row per record, rule and column. Params: :delivery_id. Caller: deliveries.review
select record_no, rule_code, column_name, severity
from raw.row_fault
where delivery_id = :delivery_id
order by record_no, rule_code, column_name;
