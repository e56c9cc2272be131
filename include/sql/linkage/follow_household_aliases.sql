-- Aliases of a household that was merged away point on to the one that survived.
-- Grain: one row per alias. Parameters: gone bigint[], kept bigint[] (same length). Caller: linkage.store
update core.household_alias as a
set household_id = n.kept
from unnest(cast(:gone as bigint[]), cast(:kept as bigint[])) as n (gone, kept)
where a.household_id = n.gone;
