-- Say which delivery a file in the inbox became, unless the file changed in the meantime.
-- Grain: one row or none. Params: :corporation, :file_name, :size_bytes, :modified_at, :delivery_id.
-- Caller: deliveries.intake
update raw.file_look
set delivery_id = :delivery_id
where
    corporation = :corporation and file_name = :file_name
    and size_bytes = :size_bytes and modified_at = :modified_at;
