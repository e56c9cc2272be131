-- Whether a steward's word of the last days was not linked yet. What lies longer is found by linkage's own clock.
-- Grain: one row. Parameters: none. Caller: linkage.waiting
select exists (
    select 1
    from core.link_decision as d
    where
        d.zone = 'steward'
        and d.decided_at >= clock_timestamp() - interval '4 days'
        and exists (
            select 1
            from (values (d.left_signal_id), (d.right_signal_id)) as e (signal_id)
            left join core.linked_signal as l on e.signal_id = l.signal_id
            where l.signal_id is null
        )
) as is_waiting;
