-- Say which list a correction takes the place of: the last accepted one, when it describes the same day and came before.
-- Grain: one row, or none when the delivery is no correction. Params: :delivery_id. Caller: deliveries.corrections
update raw.delivery as d
set replaces_delivery_id = last.delivery_id
from (
    select p.delivery_id, p.reference_on
    from raw.delivery as own
    inner join raw.delivery as p on p.corporation = own.corporation and p.kind = own.kind
    where
        own.delivery_id = :delivery_id
        and own.kind = 'arrears'
        and p.delivery_id <> own.delivery_id
        and p.state in ('accepted', 'accepted_with_rejected_rows')
    order by p.reference_on desc, p.judged_at desc, p.delivery_id desc
    limit 1
) as last
where
    d.delivery_id = :delivery_id
    and last.reference_on = d.reference_on
    and last.delivery_id < d.delivery_id;
