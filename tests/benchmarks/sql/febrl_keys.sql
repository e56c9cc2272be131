-- Keys under which rows of FEBRL meet: two of the parts that are wrong least often together.
-- Grain: one row per key and row. Engine: DuckDB. Reads: cleaned. Caller: benchmarks.public_sets
create or replace table key_of as
with keyed as (
    select
        row_id,
        unnest([
            {'a': given_name, 'b': surname, 'name': 'names'},
            {'a': surname, 'b': born, 'name': 'surname_born'},
            {'a': given_name, 'b': born, 'name': 'given_born'},
            {'a': surname, 'b': street_number, 'name': 'surname_number'},
            {'a': given_name, 'b': street_number, 'name': 'given_number'},
            {'a': surname, 'b': suburb, 'name': 'surname_suburb'},
            {'a': given_name, 'b': suburb, 'name': 'given_suburb'},
            {'a': surname, 'b': postcode, 'name': 'surname_postcode'},
            {'a': given_name, 'b': postcode, 'name': 'given_postcode'},
            {'a': address, 'b': street_number, 'name': 'address_number'},
            {'a': address, 'b': suburb, 'name': 'address_suburb'},
            {'a': address, 'b': postcode, 'name': 'address_postcode'},
            {'a': address, 'b': given_name[1], 'name': 'address_given'},
            {'a': address, 'b': surname[1], 'name': 'address_surname'},
            {'a': address, 'b': born[:4], 'name': 'address_year'},
            {'a': postcode, 'b': born[:6], 'name': 'postcode_month'},
            {'a': postcode, 'b': born[5:], 'name': 'postcode_birthday'},
            {'a': postcode, 'b': street_number, 'name': 'postcode_number'},
            {'a': suburb, 'b': street_number, 'name': 'suburb_number'},
            {'a': born, 'b': 'any', 'name': 'born'}
        ]) as key
    from cleaned
)

select distinct row_id, 1 as kind, hash(key.name, key.a, key.b) as key
from keyed
where key.a <> '' and key.b <> '';
