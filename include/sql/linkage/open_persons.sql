-- Open new persons, each for the signal that it belongs to, in their order.
-- Grain: one row per person. Parameters: founders bigint[], now timestamptz. Caller: linkage.store
insert into core.person (founder_signal_id, created_at)
select n.founder, cast(:now as timestamptz)
from unnest(cast(:founders as bigint[])) with ordinality as n (founder, place)
order by n.place
returning founder_signal_id as signal_id, person_id as entity_id;
