-- Take in a file; nothing when the same bytes were taken in for the same day before (and after the same other file).
-- Grain: one row or none. Params: the columns. Caller: deliveries.intake
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, came_after_id, arrived_at, arrived_on, companion,
    content
)
values (
    :corporation, :kind, :file_name, :sha256, :size_bytes, :reference_on, :came_after_id, :arrived_at, :arrived_on,
    cast(:companion as jsonb), :content
)
on conflict (corporation, kind, reference_on, sha256, came_after_id) do nothing
returning delivery_id;
