-- Record a steward's answer; one per delivery.
-- Grain: one row. Params: :delivery_id, :answer, :decided_by. Caller: deliveries.review
insert into core.delivery_decision (delivery_id, answer, decided_by)
values (:delivery_id, :answer, :decided_by);
