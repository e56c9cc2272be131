-- The households that were opened for these signals.
-- Grain: one row per household. Parameters: ids bigint[]. Caller: linkage.store
select
    e.founder_signal_id as signal_id,
    e.household_id as entity_id
from core.household as e
where e.founder_signal_id = any(cast(:ids as bigint[]))
order by e.household_id;
