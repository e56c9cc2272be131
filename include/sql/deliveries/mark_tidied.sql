-- Mark judged deliveries of which nothing is left in the inbox.
-- Grain: one row per delivery. Params: :corporation. Caller: deliveries.collect
update raw.delivery as d
set tidied_at = clock_timestamp()
where
    d.corporation = :corporation and d.tidied_at is null and d.state <> 'fetched'
    and not exists (select 1 from raw.file_look as l where l.delivery_id = d.delivery_id);
