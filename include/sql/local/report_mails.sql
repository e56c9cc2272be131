-- Mails by kind and state.
-- Grain: one row per kind and state. Params: none. Caller: local.report
select
    o.kind as soort,
    o.state as toestand,
    count(*) as mails
from core.outbox as o
group by o.kind, o.state
order by o.kind, o.state
