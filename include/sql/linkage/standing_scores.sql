-- Scores of pairs that are one person or may be, from earlier runs.
-- Grain: one row per pair. Parameters: ids bigint[]. Caller: linkage.store
select
    p.left_signal_id,
    p.right_signal_id,
    p.zone,
    p.rule,
    p.guard,
    p.weight
from core.pair_score as p
where
    p.left_signal_id = any(cast(:ids as bigint[]))
    and p.right_signal_id = any(cast(:ids as bigint[]))
order by p.left_signal_id, p.right_signal_id;
