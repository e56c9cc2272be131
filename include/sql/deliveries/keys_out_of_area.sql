-- Contracts that a list has at addresses outside the covenant's area only. A row of another corporation says nothing.
-- Grain: one row per contract key. Params: :delivery_id. Caller: deliveries.moves
select r.contract_key
from raw.delivered_row as r
left join raw.row_fault as f on r.delivery_id = f.delivery_id and r.record_no = f.record_no
where r.delivery_id = :delivery_id and r.contract_key is not null
group by r.contract_key
having
    count(distinct r.record_no) = count(distinct r.record_no) filter (where f.rule_code = 'out_of_area')
    and not coalesce(bool_or(f.rule_code in ('other_corporation', 'objection')), false);
