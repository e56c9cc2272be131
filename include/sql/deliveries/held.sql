-- A held delivery with its counts and the rows of the last accepted list.
-- Grain: one row or none. Params: :delivery_id. Caller: deliveries.review
select
    d.delivery_id, d.corporation, d.kind, d.reference_on, d.reason, d.rows_read, d.rows_accepted, d.rows_rejected,
    coalesce(d.held_at, d.judged_at) as held_at,
    (
        select p.rows_read
        from raw.delivery as p
        where
            p.corporation = d.corporation
            and p.kind = d.kind
            and p.state in ('accepted', 'accepted_with_rejected_rows')
        order by p.reference_on desc, p.judged_at desc, p.delivery_id desc
        limit 1
    ) as previous_rows
from raw.delivery as d
where d.delivery_id = :delivery_id and d.state = 'held';
