-- Two signals as they were delivered last, with the person that each belongs to now.
-- Grain: one row per signal. Params: :ids bigint[]. Caller: vroegeropaf_airflow.pages.link_figures
select
    s.signal_id,
    s.corporation,
    s.contract_no,
    s.tenant_no,
    s.initials,
    s.first_name,
    s.surname_prefix,
    s.surname,
    s.born_on,
    s.street,
    s.house_number,
    s.house_letter,
    s.house_addition,
    s.postcode,
    s.place,
    s.phone,
    s.email,
    s.tenancy_from,
    s.tenancy_to,
    s.arrived_on,
    s.ended_on,
    m.person_id
from core.signal as s
left join core.signal_person as m on s.signal_id = m.signal_id and m.valid_to is null
where s.signal_id = any(cast(:ids as bigint[]))
order by s.signal_id;
