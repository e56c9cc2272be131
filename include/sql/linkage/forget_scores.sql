-- Forget the scores of signals that are scored anew.
-- Grain: one row per pair. Parameters: ids bigint[]. Caller: linkage.store
delete from core.pair_score
where left_signal_id = any(cast(:ids as bigint[])) or right_signal_id = any(cast(:ids as bigint[]));
