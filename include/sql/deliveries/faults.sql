-- What was wrong with a stretch of the rows of a delivery.
-- Grain: one row per record, rule and column. Params: :delivery_id, :after_record_no, :until_record_no.
-- Caller: deliveries.review
select record_no, rule_code, column_name, severity
from raw.row_fault
where delivery_id = :delivery_id and record_no > :after_record_no and record_no <= :until_record_no
order by record_no, rule_code, column_name;
