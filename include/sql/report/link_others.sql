-- The other contracts of the persons to whom these signals belong now.
-- Grain: one row per signal. Params: :ids bigint[] (the signals themselves are left out), :persons bigint[].
-- Caller: vroegeropaf_airflow.pages.link_figures
select
    m.person_id,
    s.corporation,
    s.contract_no,
    s.arrived_on,
    s.ended_on
from core.signal_person as m
inner join core.signal as s on m.signal_id = s.signal_id
where
    m.valid_to is null
    and m.person_id = any(cast(:persons as bigint[]))
    and m.signal_id <> all(cast(:ids as bigint[]))
order by m.person_id, s.arrived_on, s.signal_id;
