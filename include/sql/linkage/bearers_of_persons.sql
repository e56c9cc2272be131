-- Signals outside a grouping that bear one of its ids: there must be none.
-- Grain: one row per signal. Parameters: entities, ids bigint[]. Caller: linkage.store
select m.signal_id
from core.signal_person as m
where
    m.valid_to is null
    and m.person_id = any(cast(:entities as bigint[]))
    and m.signal_id <> all(cast(:ids as bigint[]))
order by m.signal_id;
