-- What was noticed about a delivery as a whole.
-- Grain: one row per code. Params: :delivery_id. Caller: deliveries.quality_report
select n.code, n.row_count
from raw.notice as n
where n.delivery_id = :delivery_id
order by n.code;
