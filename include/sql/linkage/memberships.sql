-- Persons and households that these signals have and had.
-- Grain: one row per signal and stay. Parameters: ids bigint[]. Caller: linkage.store
select
    m.signal_id,
    m.person_id,
    m.household_id,
    m.valid_to is null as is_current
from core.signal_person as m
where m.signal_id = any(cast(:ids as bigint[]))
order by m.signal_id, m.linked_at, m.person_id, m.household_id;
