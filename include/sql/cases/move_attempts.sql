-- The attempts of joined cases count for the case that lives on.
-- Grain: one row per attempt. Parameters: gone bigint[], kept bigint[] (same length). Caller: cases.update
update core.attempt as t
set case_id = n.kept
from unnest(cast(:gone as bigint[]), cast(:kept as bigint[])) as n (gone, kept)
where t.case_id = n.gone;
