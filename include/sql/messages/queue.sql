-- Queue one mail, once per message key.
-- Grain: one row per message key; nothing when the key exists already.
-- Params: :message_key, :kind, :recipient, :subject, :body_text, :body_html, :calendar, :calendar_method, :message_id text,
--         :picture bytea, :case_id bigint, :visit_ids bigint[]. Caller: messages.outbox.queue
insert into core.outbox (
    message_key, kind, recipient, subject, body_text, body_html, calendar, calendar_method, picture, case_id, visit_ids,
    message_id
)
values (
    :message_key, :kind, :recipient, :subject, :body_text, :body_html, :calendar, :calendar_method,
    cast(:picture as bytea), cast(:case_id as bigint), cast(:visit_ids as bigint[]), :message_id
)
on conflict (message_key) do nothing;
