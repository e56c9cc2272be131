-- Remember what the inbox holds now. A file that changed since the last look is a new file: its stability starts again.
-- Grain: one row per file. Params: :corporation, :looked_at, :records jsonb array. Caller: deliveries.collect
insert into raw.file_look as l (
    corporation, file_name, size_bytes, modified_at, first_seen_at, same_since_at, looked_at, refused_code
)
select
    cast(:corporation as text), r.file_name, r.size_bytes, r.modified_at, cast(:looked_at as timestamptz),
    cast(:looked_at as timestamptz), cast(:looked_at as timestamptz), r.refused_code
from jsonb_to_recordset(cast(:records as jsonb)) as r (
    file_name text, size_bytes bigint, modified_at timestamptz, refused_code text
)
order by r.file_name
on conflict (corporation, file_name) do update set
    size_bytes = excluded.size_bytes,
    modified_at = excluded.modified_at,
    first_seen_at = case
        when l.size_bytes = excluded.size_bytes and l.modified_at = excluded.modified_at then l.first_seen_at
        else excluded.first_seen_at
    end,
    same_since_at = case
        when l.size_bytes = excluded.size_bytes and l.modified_at = excluded.modified_at then l.same_since_at
        else excluded.same_since_at
    end,
    delivery_id = case
        when l.size_bytes = excluded.size_bytes and l.modified_at = excluded.modified_at then l.delivery_id
    end,
    looked_at = greatest(l.looked_at, excluded.looked_at),
    refused_code = excluded.refused_code
returning file_name, size_bytes, modified_at, first_seen_at, same_since_at, looked_at, delivery_id, refused_code;
