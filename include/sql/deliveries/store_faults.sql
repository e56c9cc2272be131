-- Store what is wrong with the rows of a delivery: codes and headers, no cells.
-- Grain: one row per record, rule and column. Params: :delivery_id, :records jsonb array. Caller: deliveries.store
insert into raw.row_fault (delivery_id, record_no, rule_code, column_name, severity)
select cast(:delivery_id as bigint), r.record_no, r.rule_code, r.column_name, r.severity
from jsonb_to_recordset(cast(:records as jsonb)) as r (
    record_no integer, rule_code text, column_name text, severity text
)
on conflict do nothing;
