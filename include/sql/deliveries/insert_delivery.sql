-- Take in a file; nothing when the same bytes were taken in for the same day before.
-- Grain: one row or none. Params: the columns. Caller: deliveries.intake
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, companion, content
)
values (
    :corporation, :kind, :file_name, :sha256, :size_bytes, :reference_on, :arrived_at, :arrived_on,
    cast(:companion as jsonb), :content
)
on conflict (corporation, kind, reference_on, sha256) do nothing
returning delivery_id;
