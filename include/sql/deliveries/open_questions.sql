-- Held deliveries that wait for a steward's answer, oldest first.
-- Grain: one row per delivery. Params: none. Caller: deliveries.review
select d.delivery_id
from raw.delivery as d
where
    d.state = 'held'
    and not exists (select 1 from core.delivery_decision as a where a.delivery_id = d.delivery_id)
order by d.arrived_at, d.delivery_id;
