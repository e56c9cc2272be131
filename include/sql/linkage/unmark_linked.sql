-- Let signals be linked anew at the next run.
-- Grain: one row per signal. Parameters: ids bigint[]. Caller: linkage.decide
delete from core.linked_signal
where signal_id = any(cast(:ids as bigint[]));
