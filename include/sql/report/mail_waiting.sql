-- Mail that has not gone out: waiting, or given up.
-- Grain: one row per kind and state. Caller: vroegeropaf_airflow.pages.figures
select
    m.kind,
    case when m.state = 'failed' then 'failed' else 'waiting' end as state,
    count(*) as mail_count,
    min(m.queued_at) as oldest_at
from core.outbox as m
where m.state in ('queued', 'inflight', 'failed')
group by 1, 2
order by 2, 1;
