-- A household that was merged away lives on as an alias of the one that survived.
-- Grain: one row per alias. Parameters: gone bigint[], kept bigint[] (same length). Caller: linkage.store
insert into core.household_alias (alias_id, household_id)
select n.gone, n.kept
from unnest(cast(:gone as bigint[]), cast(:kept as bigint[])) as n (gone, kept)
order by n.gone
on conflict (alias_id) do update set household_id = excluded.household_id;
