-- Write down since when a held delivery waits, the first time that it is seen to.
-- Grain: one row per newly held delivery. Params: :now. Caller: deliveries.held
update raw.delivery
set held_at = :now
where state = 'held' and held_at is null;
