-- Cases that were joined into one that is joined now point on to the one that lives on.
-- Grain: one row per case. Parameters: gone bigint[], kept bigint[] (same length). Caller: cases.update
update core.household_case as c
set joined_into_case_id = n.kept
from unnest(cast(:gone as bigint[]), cast(:kept as bigint[])) as n (gone, kept)
where c.joined_into_case_id = n.gone;
