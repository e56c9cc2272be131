-- The last accepted list of a corporation: what the next one is compared with.
-- Grain: one row or none. Params: :corporation. Caller: deliveries.judge
select reference_on, rows_read, rows_accepted, accepted_cents
from raw.delivery
where corporation = :corporation and kind = 'arrears' and state in ('accepted', 'accepted_with_rejected_rows')
order by reference_on desc, judged_at desc, delivery_id desc
limit 1;
