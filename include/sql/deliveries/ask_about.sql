-- Ask what happened to these contracts.
-- Grain: one row per signal. Params: :delivery_id, :signal_ids bigint[]. Caller: deliveries.absence
insert into core.absence (delivery_id, signal_id)
select cast(:delivery_id as bigint), unnest(cast(:signal_ids as bigint[]))
on conflict do nothing;
