-- End the stay of signals whose person or household is another one now.
-- Grain: one row per signal. Parameters: signals, persons, households bigint[] (same length), now timestamptz.
-- Caller: linkage.store
update core.signal_person as m
set valid_to = greatest(cast(:now as timestamptz), m.linked_at)
from unnest(
    cast(:signals as bigint[]), cast(:persons as bigint[]), cast(:households as bigint[])
) as n (signal_id, person_id, household_id)
where
    m.signal_id = n.signal_id
    and m.valid_to is null
    and (m.person_id, m.household_id) <> (n.person_id, n.household_id);
