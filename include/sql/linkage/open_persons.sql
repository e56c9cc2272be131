-- Open new persons.
-- Grain: one row per person. Parameters: count integer, now timestamptz. Caller: linkage.store
insert into core.person (created_at)
select cast(:now as timestamptz)
from generate_series(1, cast(:count as integer))
returning person_id as entity_id;
