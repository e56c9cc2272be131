-- Whether a mail with this key was queued before, whatever became of it.
-- Grain: one row. Params: :message_key text. Caller: messages.outbox.is_known
select exists (
    select 1
    from core.outbox as o
    where o.message_key = :message_key
) as is_known;
