-- How many rows of a delivery do not say which contract they are about.
-- Grain: one row. Params: :delivery_id. Caller: deliveries.contracts
select count(*) as row_count
from raw.delivered_row
where delivery_id = :delivery_id and contract_key is null;
