-- The accepted deliveries of the same corporation and kind before a delivery, latest first; what was replaced is out.
-- Grain: one row per delivery. Params: :delivery_id, :at_most integer. Caller: vroegeropaf_airflow.pages.quality_figures
select
    p.delivery_id,
    p.reference_on,
    p.rows_read,
    p.rows_accepted,
    p.rows_rejected
from raw.delivery as d
join raw.delivery as p on d.corporation = p.corporation and d.kind = p.kind
where
    d.delivery_id = cast(:delivery_id as bigint)
    and p.state in ('accepted', 'accepted_with_rejected_rows')
    and p.undone_at is null
    and (
        p.reference_on < d.reference_on
        or (p.kind = 'withdrawal' and p.reference_on = d.reference_on and p.delivery_id < d.delivery_id)
    )
    and not exists (
        select 1
        from raw.delivery as c
        where
            c.replaces_delivery_id = p.delivery_id
            and c.undone_at is null
            and c.state in ('accepted', 'accepted_with_rejected_rows')
    )
order by p.reference_on desc, p.delivery_id desc
limit cast(:at_most as integer);
