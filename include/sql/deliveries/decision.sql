-- The answer that was given to a held delivery.
-- Grain: one row or none. Params: :delivery_id. Caller: deliveries.review
select answer, decided_by, decided_at
from core.delivery_decision
where delivery_id = :delivery_id;
