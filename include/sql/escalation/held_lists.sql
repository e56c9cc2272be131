-- Lists of arrears that wait for a steward's answer: their households have no case, but their terms run.
-- Grain: one row per delivery. Params: none. Caller: escalation.follow_ups
select
    d.delivery_id,
    d.corporation,
    d.reference_on,
    d.arrived_on,
    d.rows_read
from raw.delivery as d
where d.state = 'held' and d.kind = 'arrears'
order by d.delivery_id;
