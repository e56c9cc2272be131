-- Store what is wrong with the rows of a delivery: codes and headers, no cells.
-- Grain: one row per record, rule and column. Params: none, records stream in. Caller: deliveries.store
copy raw.row_fault (delivery_id, record_no, rule_code, column_name, severity) from stdin
with (format csv, force_not_null (column_name))
