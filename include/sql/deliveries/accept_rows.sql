-- Mark exactly these rows of a delivery as accepted.
-- Grain: one row per record. Params: :delivery_id, :record_nos integer[]. Caller: deliveries.review
update raw.delivered_row
set is_accepted = record_no = any(cast(:record_nos as integer[]))
where delivery_id = :delivery_id;
