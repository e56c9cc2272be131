-- Files in the inbox whose delivery was judged: to archive, or to delete when the law asks for it.
-- Grain: one row per file. Params: :corporation. Caller: deliveries.collect
select l.file_name, l.size_bytes, l.modified_at, d.delivery_id, d.sha256, d.arrived_at, d.must_purge
from raw.file_look as l
inner join raw.delivery as d on d.delivery_id = l.delivery_id
where l.corporation = :corporation and d.state <> 'fetched'
order by d.delivery_id, l.file_name;
