-- Judged deliveries of one corporation whose feedback file does not tell their present state; held ones wait.
-- A file that was refused at the gates has no rows and gets none.
-- Grain: one row per delivery. Params: :corporation. Caller: deliveries.feedback_file
select d.delivery_id, d.reference_on, d.state, d.reason, has.has_rows
from raw.delivery as d
cross join lateral (
    select exists (select 1 from raw.delivered_row as r where r.delivery_id = d.delivery_id) as has_rows
) as has
where
    d.corporation = :corporation
    and d.fed_back_state is distinct from d.state
    and (d.state in ('accepted', 'accepted_with_rejected_rows') or (d.state = 'refused' and has.has_rows))
order by d.delivery_id;
