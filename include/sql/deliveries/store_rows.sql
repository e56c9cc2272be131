-- Store the rows of a delivery as delivered; the cells of a row that we may not keep come as null.
-- Grain: one row per record. Params: :delivery_id, :records jsonb array. Caller: deliveries.store
insert into raw.delivered_row (delivery_id, record_no, line_no, is_accepted, contract_key, fields)
select
    cast(:delivery_id as bigint), r.record_no, r.line_no, r.is_accepted, r.contract_key,
    r.fields
from jsonb_to_recordset(cast(:records as jsonb)) as r (
    record_no integer, line_no integer, is_accepted boolean, contract_key text, fields jsonb
);
