-- Store the rows of a delivery as delivered; the cells of a row that we may not keep come as null.
-- Grain: one row per record. Params: none, records stream in. Caller: deliveries.store
copy raw.delivered_row (delivery_id, record_no, line_no, is_accepted, contract_key, fields) from stdin with (format csv)
