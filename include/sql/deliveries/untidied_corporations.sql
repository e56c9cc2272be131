-- Corporations with remote files of judged deliveries still to be archived or deleted, those sent again included.
-- Grain: one row per corporation. Params: none. Caller: the archive task of collect_arrears
select distinct d.corporation
from raw.delivery as d
where
    d.judged_at is not null
    and d.state <> 'fetched'
    and (
        d.tidied_at is null
        or exists (select 1 from raw.file_look as l where l.delivery_id = d.delivery_id)
    )
order by d.corporation
