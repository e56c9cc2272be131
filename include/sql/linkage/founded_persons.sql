-- The persons that were opened for these signals.
-- Grain: one row per person. Parameters: ids bigint[]. Caller: linkage.store
select
    e.founder_signal_id as signal_id,
    e.person_id as entity_id
from core.person as e
where e.founder_signal_id = any(cast(:ids as bigint[]))
order by e.person_id;
