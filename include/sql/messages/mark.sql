-- Write down how a try ended. A try whose lease was lost to another process only counts when the mail did go out.
-- Grain: at most one row.
-- Params: :outbox_id bigint, :attempts, :wait_minutes integer, :state, :last_error text, :is_outcome_unknown boolean.
-- Caller: messages.drain
update core.outbox as o
set
    state = :state,
    is_outcome_unknown = :is_outcome_unknown,
    available_at = clock_timestamp() + make_interval(mins => cast(:wait_minutes as integer)),
    lease_until = null,
    last_error = :last_error,
    sent_at = case when cast(:state as text) = 'sent' then clock_timestamp() end
where
    o.outbox_id = :outbox_id
    and o.state <> 'sent'
    and ((o.state = 'inflight' and o.attempts = :attempts) or cast(:state as text) = 'sent');
