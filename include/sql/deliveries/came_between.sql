-- The last other list of the same day that came after a list: who sends the first one again takes the other one back. None
-- when a person decided against these bytes.
-- Grain: one row, null when there is none. Params: :delivery_id. Caller: deliveries.intake
select max(other.delivery_id) as came_after_id
from raw.delivery as d
inner join raw.delivery as other
    on
        other.corporation = d.corporation
        and other.kind = d.kind
        and other.reference_on = d.reference_on
        and other.delivery_id > d.delivery_id
where
    d.delivery_id = :delivery_id
    and d.kind = 'arrears'
    and d.undone_at is null
    and other.state <> 'refused'
    and not (
        d.state = 'refused'
        and exists (select 1 from core.delivery_decision as a where a.delivery_id = d.delivery_id)
    );
