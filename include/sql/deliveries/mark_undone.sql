-- Refuse a correction that was undone: the list that it replaced is the last accepted one again.
-- Grain: one row. Params: :delivery_id, :undone_by. Caller: deliveries.undo
update raw.delivery
set
    state = 'refused',
    reason = 'correction_undone',
    rows_accepted = 0,
    rows_rejected = rows_read,
    accepted_cents = 0,
    undone_at = clock_timestamp(),
    undone_by = :undone_by
where delivery_id = :delivery_id;
