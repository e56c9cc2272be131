-- How many mails may go out now.
-- Grain: one row. Params: none. Caller: the tasks that wake send_mail
select count(*) as due
from core.outbox as o
where
    (o.state = 'queued' and o.available_at <= clock_timestamp())
    or (o.state = 'inflight' and o.lease_until < clock_timestamp());
