-- Rows of a file with the first row of their front door, as written.
-- Grain: one row per row. Engine: DuckDB. Variable: file text. Caller: bench_linkage_speed
select
    row_id,
    min(row_id) over (partition by postcode, huisnummer, huisletter, toevoeging) as household
from read_csv(getvariable('file'), delim = ';', header = true, all_varchar = true)
