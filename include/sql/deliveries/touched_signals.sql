-- The signals that a correction touched, and whether somebody touched them since: they are no longer as it left them, or
-- the contract was opened anew.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.undo
select
    s.signal_id,
    s.corporation,
    s.tenant_no,
    s.contract_no,
    case
        when s.last_delivery_id = b.delivery_id then s.ended_on is not null
        else (
                s.end_reason is distinct from 'vervangen'
                and not exists (
                    select 1
                    from core.signal_out_of_area as m
                    where m.signal_id = s.signal_id and m.delivery_id = b.delivery_id and s.end_reason = 'verhuisd'
                )
            )
            or s.last_delivery_id is distinct from cast(b.was ->> 'last_delivery_id' as bigint)
            or exists (
                select 1
                from core.signal as o
                where
                    o.corporation = s.corporation
                    and o.contract_no = s.contract_no
                    and o.tenant_no = s.tenant_no
                    and o.signal_id > s.signal_id
            )
    end as is_touched_since
from core.signal_before as b
inner join core.signal as s on s.signal_id = b.signal_id
where b.delivery_id = :delivery_id
order by s.signal_id
for update of s;
