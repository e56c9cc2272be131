-- Which group every row is in, per layer.
-- Grain: one row per row and layer. Engine: DuckDB. Reads: said_row. Variable: layers text[].
-- Caller: linkage.training.reference
create or replace table said_of as
select getvariable('layers')[place + 1] as layer, row_id, root
from said_row;
