-- Aliases of a person that was merged away point on to the one that survived.
-- Grain: one row per alias. Parameters: gone bigint[], kept bigint[] (same length). Caller: linkage.store
update core.person_alias as a
set person_id = n.kept
from unnest(cast(:gone as bigint[]), cast(:kept as bigint[])) as n (gone, kept)
where a.person_id = n.gone;
