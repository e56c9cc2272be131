-- One person when at most one of the five parts differs.
-- Grain: one row per pair and rule. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.public_sets
with keyed as (
    select
        row_id,
        unnest([
            hash(1, surname, born_year, born_month, born_day),
            hash(2, given_name, born_year, born_month, born_day),
            hash(3, given_name, surname, born_month, born_day),
            hash(4, given_name, surname, born_year, born_day),
            hash(5, given_name, surname, born_year, born_month)
        ]) as part
    from cleaned
)

select a.row_id as left_id, b.row_id as right_id
from keyed as a
inner join keyed as b on a.row_id < b.row_id and a.part = b.part;
