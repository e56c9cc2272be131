-- Deliveries whose sender has not heard of their present state.
-- Grain: one row per delivery. Params: none. Caller: deliveries.quality_report
select d.delivery_id
from raw.delivery as d
where d.state <> 'fetched' and d.reported_state is distinct from d.state
order by d.delivery_id;
