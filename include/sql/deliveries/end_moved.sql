-- End signals whose tenants live outside the covenant's area now, as of the day that the list describes, and remember the list.
-- Grain: one row per signal ended. Params: :delivery_id, :signal_ids bigint[]. Caller: deliveries.moves
with ended as (
    update core.signal as s
    set ended_on = d.reference_on, end_reason = 'verhuisd', updated_at = clock_timestamp()
    from raw.delivery as d
    where
        d.delivery_id = :delivery_id
        and s.signal_id = any(cast(:signal_ids as bigint[]))
        and s.ended_on is null
    returning s.signal_id
)

insert into core.signal_out_of_area (signal_id, delivery_id)
select
    ended.signal_id,
    cast(:delivery_id as bigint)
from ended
order by ended.signal_id
on conflict do nothing;
