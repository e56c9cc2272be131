-- The rows of a file as the pool of the engine; what cannot be read as a date or a number is not there.
-- Grain: one row per line. Engine: DuckDB. Reads: file. Caller: linkage.link_file
create or replace table delivered as
select
    row_no as row_id,
    trim(corporatie) as corporation,
    huurdernummer as tenant_no,
    contractnummer as contract_no,
    voorletters as initials,
    voornaam as first_name,
    achternaam as surname,
    postcode,
    huisletter as house_letter,
    coalesce(toevoeging, '') || regexp_replace(trim(coalesce(huisnummer, '')), '^[0-9]+', '') as house_addition,
    telefoon as phone,
    email,
    cast(try_strptime(trim(geboortedatum), ['%d-%m-%Y', '%Y-%m-%d', '%d/%m/%Y', '%d.%m.%Y', '%Y%m%d']) as date) as born_on,
    try_cast(regexp_extract(trim(huisnummer), '^[0-9]+') as integer) as house_number,
    cast(try_strptime(trim(huur_vanaf), ['%d-%m-%Y', '%Y-%m-%d']) as date) as tenancy_from,
    cast(try_strptime(trim(huur_tot), ['%d-%m-%Y', '%Y-%m-%d']) as date) as tenancy_to,
    upper(trim(bewindvoerder)) in ('J', 'JA', '1', 'TRUE') as has_guardian,
    upper(trim(medehuurder)) in ('J', 'JA', '1', 'TRUE') as is_co_tenant
from file;
