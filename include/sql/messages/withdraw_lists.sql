-- Take back the day lists that wait here and name a visit that was called off since: such a list would contradict its CANCEL.
-- Also one that was on its way then and came back. What is in flight is left alone.
-- Grain: one row per list taken back; `untold`: the visits of it that no other list has told this recipient about.
-- Params: none. Caller: planning.send
update core.outbox as o
set
    state = 'aborted',
    last_error = 'no_longer_wanted'
where
    o.kind = 'assignment'
    and o.state = 'queued'
    and exists (
        select 1
        from core.visit as v
        where v.visit_id = any(o.visit_ids) and v.state = 'called_off'
    )
returning
    o.outbox_id,
    array(
        select named.visit_id
        from unnest(o.visit_ids) as named (visit_id)
        where not exists (
            select 1
            from core.outbox as other
            where
                other.kind = 'assignment'
                and other.state in ('sent', 'inflight')
                and other.recipient = o.recipient
                and named.visit_id = any(other.visit_ids)
        )
        order by named.visit_id
    ) as untold;
