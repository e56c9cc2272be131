-- The rows of a delivery as delivered, as far as we may keep them.
-- Grain: one row per record. Params: :delivery_id. Caller: deliveries.review
select record_no, line_no, fields
from raw.delivered_row
where delivery_id = :delivery_id and fields is not null
order by record_no;
