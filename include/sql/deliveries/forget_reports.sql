-- Take back what an undone correction reported about signals; its rows stay in raw.delivered_row.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.undo
delete from core.signal_report
where delivery_id = :delivery_id;
