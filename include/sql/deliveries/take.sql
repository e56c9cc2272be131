-- One delivery in one of these states, locked until the end of the transaction.
-- Grain: one row or none. Params: :delivery_id, :states text[]. Caller: deliveries.judge, deliveries.review
select
    delivery_id, corporation, kind, file_name, reference_on, arrived_at, arrived_on, state, reason, companion, content,
    must_purge, rows_read, rows_accepted, rows_rejected
from raw.delivery
where delivery_id = :delivery_id and state = any(:states)
for update;
