-- Store what was noticed about a delivery as a whole.
-- Grain: one row per code. Params: :delivery_id, :records jsonb array. Caller: deliveries.store
insert into raw.notice (delivery_id, code, row_count)
select cast(:delivery_id as bigint), r.code, r.row_count
from jsonb_to_recordset(cast(:records as jsonb)) as r (code text, row_count integer)
on conflict (delivery_id, code) do update set row_count = excluded.row_count;
