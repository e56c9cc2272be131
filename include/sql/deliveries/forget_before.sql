-- Forget what signals were before an undone correction: they are that again.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.undo
delete from core.signal_before
where delivery_id = :delivery_id;
