-- Write down which state the feedback file told of, unless it changed in the meantime.
-- Grain: one row or none. Params: :delivery_id, :state. Caller: deliveries.feedback_file
update raw.delivery
set fed_back_state = :state
where delivery_id = :delivery_id and state = :state;
