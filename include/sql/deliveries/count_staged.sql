-- How many rows of the list lie ready.
-- Grain: one row. Params: none. Caller: deliveries.store
select count(*) as staged from signal_stage
