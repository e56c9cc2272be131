-- Keys under which rows of RLdata10000 meet: any three of the five parts.
-- Grain: one row per key and row. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.public_sets
create or replace table key_of as
select distinct
    row_id,
    1 as kind,
    unnest([
        hash(1, given_name, surname, born_year),
        hash(2, given_name, surname, born_month),
        hash(3, given_name, surname, born_day),
        hash(4, given_name, born_year, born_month),
        hash(5, given_name, born_year, born_day),
        hash(6, given_name, born_month, born_day),
        hash(7, surname, born_year, born_month),
        hash(8, surname, born_year, born_day),
        hash(9, surname, born_month, born_day),
        hash(10, born_year, born_month, born_day)
    ]) as key
from cleaned;
