-- Which of these contracts stand in a delivery, also in rows that were rejected or purged.
-- Grain: one row per contract key. Params: :delivery_id, :keys text[]. Caller: deliveries.contracts
select r.contract_key, bool_or(r.is_accepted) as is_accepted
from raw.delivered_row as r
where r.delivery_id = :delivery_id and r.contract_key = any(cast(:keys as text[]))
group by r.contract_key;
