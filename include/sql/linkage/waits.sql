-- Whether a signal that changed in the last days was not linked in this shape yet: after a load, an answer on the portal,
-- or a correction that was undone. What lies longer is found by linkage's own clock; so the look stays short.
-- Grain: one row. Parameters: none. Caller: linkage.waiting
select exists (
    select 1
    from core.signal as s
    left join core.linked_signal as l on s.signal_id = l.signal_id
    where
        s.updated_at >= clock_timestamp() - interval '4 days'
        and (l.signal_id is null or l.fingerprint <> core.linkage_fingerprint(s))
) as is_waiting;
