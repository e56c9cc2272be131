-- One person by names and birth date.
-- Grain: one row per pair. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.public_sets
select a.row_id as left_id, b.row_id as right_id
from cleaned as a
inner join cleaned as b
    on
        a.row_id < b.row_id
        and (a.given_name, a.surname, a.born_year, a.born_month, a.born_day)
        = (b.given_name, b.surname, b.born_year, b.born_month, b.born_day);
