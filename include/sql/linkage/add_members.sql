-- Write the person and household of signals that have none at present.
-- Grain: one row per signal. Parameters: signals, persons, households bigint[] (same length), now timestamptz.
-- Caller: linkage.store
insert into core.signal_person (signal_id, person_id, household_id, linked_at)
select n.signal_id, n.person_id, n.household_id, cast(:now as timestamptz)
from unnest(
    cast(:signals as bigint[]), cast(:persons as bigint[]), cast(:households as bigint[])
) as n (signal_id, person_id, household_id)
where not exists (
    select 1
    from core.signal_person as m
    where m.signal_id = n.signal_id and m.valid_to is null
)
order by n.signal_id;
