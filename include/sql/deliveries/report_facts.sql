-- What a sender is told of one delivery, locked until the end of the transaction; nothing when it was told already.
-- Grain: one row or none. Params: :delivery_id. Caller: deliveries.quality_report
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.file_name,
    d.reference_on,
    d.state,
    d.reason,
    d.rows_read,
    d.rows_accepted,
    d.rows_rejected,
    exists (select 1 from core.delivery_decision as a where a.delivery_id = d.delivery_id) as was_held
from raw.delivery as d
where
    d.delivery_id = :delivery_id
    and d.state <> 'fetched'
    and d.reported_state is distinct from d.state
for update of d;
