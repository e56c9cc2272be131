-- Close cases whose household was merged with that of an older case.
-- Grain: one row per closed case. Parameters: gone bigint[], kept bigint[] (same length), today date.
-- Caller: cases.update
update core.household_case as c
set
    closed_on = cast(:today as date),
    close_reason = 'joined',
    joined_into_case_id = n.kept,
    updated_at = clock_timestamp()
from unnest(cast(:gone as bigint[]), cast(:kept as bigint[])) as n (gone, kept)
where c.case_id = n.gone and c.closed_on is null;
