-- Forget files that left the inbox without having become a delivery.
-- Grain: one row per file forgotten. Params: :corporation, :names text[]. Caller: deliveries.collect
delete from raw.file_look
where corporation = :corporation and delivery_id is null and file_name <> all(:names);
