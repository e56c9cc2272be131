-- A refused file that comes again is to be judged again: its marker, our configuration or the day may have changed since.
-- What a steward refused stays refused, and so does a correction that was undone.
-- Grain: one row or none. Params: :delivery_id, :file_name, :arrived_at, :arrived_on, :companion, :content.
-- Caller: deliveries.intake
update raw.delivery as d
set
    state = 'fetched',
    reason = null,
    file_name = :file_name,
    arrived_at = :arrived_at,
    arrived_on = :arrived_on,
    companion = cast(:companion as jsonb),
    content = :content,
    must_purge = false,
    judged_at = null,
    tidied_at = null,
    purged_at = null
where
    d.delivery_id = :delivery_id
    and d.state = 'refused'
    and d.undone_at is null
    and not exists (select 1 from core.delivery_decision as a where a.delivery_id = d.delivery_id);
