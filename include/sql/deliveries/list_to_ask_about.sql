-- The last accepted list of a corporation, unless its absent contracts were asked about before.
-- Grain: one row or none. Params: :corporation. Caller: deliveries.absence
select last.delivery_id, last.reference_on
from (
    select d.delivery_id, d.reference_on
    from raw.delivery as d
    where
        d.corporation = :corporation
        and d.kind = 'arrears'
        and d.state in ('accepted', 'accepted_with_rejected_rows')
    order by d.reference_on desc, d.judged_at desc, d.delivery_id desc
    limit 1
) as last
where not exists (select 1 from core.absence_form as f where f.delivery_id = last.delivery_id);
