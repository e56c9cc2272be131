-- Withdraw open questions between these signals that need no answer any more.
-- Grain: one row per pair. Parameters: ids bigint[]; lefts, rights bigint[] (what stays asked). Caller: linkage.store
delete from core.link_question as q
where
    q.decision_id is null
    and (q.left_signal_id = any(cast(:ids as bigint[])) or q.right_signal_id = any(cast(:ids as bigint[])))
    and not exists (
        select 1
        from unnest(cast(:lefts as bigint[]), cast(:rights as bigint[])) as n (left_id, right_id)
        where n.left_id = q.left_signal_id and n.right_id = q.right_signal_id
    );
