-- Lay the storable rows of a list ready, in the column order of signal_stage.
-- Grain: one row per contract and tenant. Params: none, records stream in. Caller: deliveries.store
copy signal_stage from stdin with (format csv)
