-- The rows that are compared: one of each shape.
-- Grain: one row per shape. Engine: DuckDB. Reads: cleaned. Caller: linkage.engine
create or replace view compared as
select * from cleaned where shape = row_id;
