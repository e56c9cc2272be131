-- One row of a delivery as delivered.
-- Grain: one row or none. Params: :delivery_id, :record_no. Caller: vroegeropaf_airflow.pages.quality_rows
select
    r.record_no,
    r.line_no,
    r.is_accepted,
    r.fields
from raw.delivered_row as r
where r.delivery_id = cast(:delivery_id as bigint) and r.record_no = cast(:record_no as integer);
