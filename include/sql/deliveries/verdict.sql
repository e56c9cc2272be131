-- What became of a delivery.
-- Grain: one row or none. Params: :delivery_id. Caller: deliveries.review
select corporation, state, reason, rows_read, rows_accepted, rows_rejected
from raw.delivery
where delivery_id = :delivery_id;
