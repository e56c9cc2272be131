-- What was noticed about a delivery.
-- Grain: one row per code. Params: :delivery_id. Caller: vroegeropaf_airflow.pages.quality_figures
select
    n.code,
    n.row_count
from raw.notice as n
where n.delivery_id = cast(:delivery_id as bigint)
order by n.code;
