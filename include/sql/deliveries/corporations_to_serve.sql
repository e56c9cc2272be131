-- Corporations with judged deliveries whose remote file is still to be put away (also when it came again), or that still wait for their feedback file.
-- Grain: one row per corporation. Params: none. Caller: the archive task of collect_arrears
select distinct d.corporation
from raw.delivery as d
where
    d.state <> 'fetched'
    and (
        (d.judged_at is not null and d.tidied_at is null)
        or exists (select 1 from raw.file_look as l where l.delivery_id = d.delivery_id)
        or (
            d.fed_back_state is distinct from d.state
            and (
                d.state in ('accepted', 'accepted_with_rejected_rows')
                or (
                    d.state = 'refused'
                    and exists (select 1 from raw.delivered_row as r where r.delivery_id = d.delivery_id)
                )
            )
        )
    )
order by d.corporation;
