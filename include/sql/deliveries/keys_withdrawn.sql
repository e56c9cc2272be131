-- Which of these contracts were withdrawn, or objected to, on or after the day of a list, by another delivery.
-- Grain: one row per contract key. Params: :delivery_id, :keys text[]. Caller: deliveries.contracts
select w.contract_key
from raw.contracts_withdrawn_since(:delivery_id) as w
where w.contract_key = any(cast(:keys as text[]));
