-- Forget the look at a file that was archived or deleted.
-- Grain: one row or none. Params: :corporation, :file_name, :size_bytes, :modified_at. Caller: deliveries.collect
delete from raw.file_look
where
    corporation = :corporation and file_name = :file_name
    and size_bytes = :size_bytes and modified_at = :modified_at;
