-- Open new households.
-- Grain: one row per household. Parameters: count integer, now timestamptz. Caller: linkage.store
insert into core.household (created_at)
select cast(:now as timestamptz)
from generate_series(1, cast(:count as integer))
returning household_id as entity_id;
