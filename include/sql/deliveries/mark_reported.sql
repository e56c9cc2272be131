-- Write down which state the sender was told of.
-- Grain: one row. Params: :delivery_id, :state. Caller: deliveries.quality_report
update raw.delivery
set reported_state = :state
where delivery_id = :delivery_id;
