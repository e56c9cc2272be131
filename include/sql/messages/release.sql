-- Give back a claimed mail that was not offered to the server: the try does not count.
-- Grain: at most one row.
-- Params: :outbox_id bigint, :attempts integer, :last_error text. Caller: messages.drain
update core.outbox as o
set
    state = 'queued',
    attempts = o.attempts - 1,
    lease_until = null,
    last_error = :last_error
where o.outbox_id = :outbox_id and o.state = 'inflight' and o.attempts = :attempts;
