-- The rows of a delivery as delivered, as far as we may keep them, a stretch at a time.
-- Grain: one row per record. Params: :delivery_id, :after_record_no, :at_most. Caller: deliveries.review
select record_no, line_no, fields
from raw.delivered_row
where delivery_id = :delivery_id and record_no > :after_record_no and fields is not null
order by record_no
limit :at_most;
