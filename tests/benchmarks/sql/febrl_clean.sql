-- Rows of FEBRL in comparable form; without the social security number, which would decide everything.
-- Grain: one row per row. Engine: DuckDB. Reads: delivered. Caller: benchmarks.public_sets
create or replace macro bare(t) as regexp_replace(lower(plain(t)), '[^a-z0-9]', '', 'g');

create or replace table cleaned as
select
    row_id,
    row_id as shape,
    source,
    cast(null as date) as born_on,
    bare(given_name) as given_name,
    bare(surname) as surname,
    bare(street_number) as street_number,
    bare(address_1) as address,
    bare(suburb) as suburb,
    bare(postcode) as postcode,
    bare(state) as state,
    bare(date_of_birth) as born
from delivered;
