-- Corporations with judged deliveries whose remote files have not been archived or deleted yet.
-- Grain: one row per corporation. Params: none. Caller: the archive task of collect_arrears
select distinct d.corporation
from raw.delivery as d
where
    d.judged_at is not null
    and d.tidied_at is null
    and d.state <> 'fetched'
order by d.corporation
