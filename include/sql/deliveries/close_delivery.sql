-- Write the verdict on a delivery; its bytes go at once when a legal rule asks for it.
-- Grain: one row. Params: :delivery_id, :state, :reason, :must_purge, counts, :accepted_cents. Caller: deliveries.store
update raw.delivery
set
    state = :state,
    reason = :reason,
    must_purge = must_purge or :must_purge,
    content = case when must_purge or :must_purge then null else content end,
    purged_at = case when must_purge or :must_purge then coalesce(purged_at, clock_timestamp()) else purged_at end,
    rows_read = :rows_read,
    rows_accepted = :rows_accepted,
    rows_rejected = :rows_rejected,
    accepted_cents = :accepted_cents,
    judged_at = coalesce(judged_at, clock_timestamp())
where delivery_id = :delivery_id;
