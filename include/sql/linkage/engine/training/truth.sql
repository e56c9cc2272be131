-- Who the made-up rows are in truth.
-- Grain: one row per made-up row. Engine: DuckDB. Variable: file text. Caller: linkage.training.made_pool
create or replace table truth as
select
    cast(row_id as bigint) as row_id,
    cast(person as bigint) as person,
    cast(household as bigint) as household,
    alike
from read_csv(getvariable('file'), delim = ';', header = true);
