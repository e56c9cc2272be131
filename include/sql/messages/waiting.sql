-- How many mails are still on their way out, also those that wait for a later try.
-- Grain: one row. Params: none. Caller: messages.drain
select count(*) as waiting
from core.outbox as o
where o.state in ('queued', 'inflight');
