-- Held deliveries that wait for a steward's answer, oldest first, and since when.
-- Grain: one row per delivery. Params: none. Caller: deliveries.review, deliveries.held
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.reference_on,
    d.reason,
    coalesce(d.held_at, d.judged_at) as held_at
from raw.delivery as d
where
    d.state = 'held'
    and not exists (select 1 from core.delivery_decision as a where a.delivery_id = d.delivery_id)
order by d.arrived_at, d.delivery_id;
