-- A correction, the list that it replaced, and whether another one took its own place. Locked until the transaction ends.
-- Grain: one row or none. Params: :delivery_id. Caller: deliveries.corrections, deliveries.undo
select
    d.corporation,
    d.state,
    d.replaces_delivery_id,
    d.undone_at,
    exists (
        select 1
        from raw.delivery as later
        where
            later.replaces_delivery_id = d.delivery_id
            and later.state in ('accepted', 'accepted_with_rejected_rows')
    ) as is_replaced
from raw.delivery as d
where d.delivery_id = :delivery_id
for update of d;
