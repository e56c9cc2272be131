-- Signals that an earlier list of the same day (or its undoing) ended: the list at hand may report them again.
-- Grain: one row per signal. Params: :delivery_id. Caller: deliveries.corrections
select s.signal_id, s.corporation, s.tenant_no, s.contract_no
from raw.delivery as d
inner join core.signal as s on s.corporation = d.corporation and s.last_reference_on <= d.reference_on
where
    d.delivery_id = :delivery_id
    and (
        (s.end_reason = 'vervangen' and s.last_reference_on = d.reference_on)
        or (s.end_reason = 'verhuisd' and s.ended_on = d.reference_on)
    )
    and not exists (
        select 1
        from core.signal as o
        where
            o.corporation = s.corporation
            and o.contract_no = s.contract_no
            and o.tenant_no = s.tenant_no
            and o.ended_on is null
    )
order by s.signal_id;
