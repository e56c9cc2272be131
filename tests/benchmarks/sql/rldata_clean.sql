-- Rows of RLdata10000 in comparable form: names and birth date are all there is.
-- Grain: one row per row. Engine: DuckDB. Reads: delivered. Caller: benchmarks.public_sets
create or replace table cleaned as
select
    row_id,
    row_id as shape,
    source,
    cast(null as date) as born_on,
    lower(fname_c1) as given_name,
    lower(lname_c1) as surname,
    born_year,
    born_month,
    born_day
from delivered;
