-- What became of each delivery.
-- Grain: one row per delivery. Params: none. Caller: local.report
select
    d.delivery_id,
    d.corporation,
    d.kind,
    d.reference_on,
    d.state,
    coalesce(d.reason, '') as reason,
    coalesce(d.rows_read, 0) as rows_read,
    coalesce(d.rows_accepted, 0) as rows_accepted,
    coalesce(d.rows_rejected, 0) as rows_rejected
from raw.delivery as d
order by d.delivery_id
