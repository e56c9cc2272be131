-- One person by any of nine rules of three equal parts.
-- Grain: one row per pair and rule. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.public_sets
with keyed as (
    select
        row_id,
        unnest([
            {'a': given_name, 'b': surname, 'c': born},
            {'a': given_name, 'b': surname, 'c': postcode},
            {'a': given_name, 'b': surname, 'c': address},
            {'a': given_name, 'b': born, 'c': postcode},
            {'a': surname, 'b': born, 'c': postcode},
            {'a': given_name, 'b': born, 'c': address},
            {'a': surname, 'b': born, 'c': suburb},
            {'a': surname, 'b': address, 'c': postcode},
            {'a': born, 'b': address, 'c': street_number}
        ]) as part,
        unnest(range(9)) as rule
    from cleaned
)

select a.row_id as left_id, b.row_id as right_id
from keyed as a
inner join keyed as b on a.row_id < b.row_id and a.rule = b.rule and a.part = b.part
where a.part.a <> '' and a.part.b <> '' and a.part.c <> '';
