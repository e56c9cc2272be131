-- Which of these contracts were withdrawn, or objected to, on or after the day of a list, by another delivery.
-- Grain: one row per contract key. Params: :delivery_id, :keys text[]. Caller: deliveries.contracts
select distinct word.contract_key
from raw.delivery as d
inner join raw.delivery as w
    on w.corporation = d.corporation and w.reference_on >= d.reference_on and w.delivery_id <> d.delivery_id
inner join raw.delivered_row as word on word.delivery_id = w.delivery_id
where
    d.delivery_id = :delivery_id
    and word.contract_key = any(cast(:keys as text[]))
    and case w.kind
        when 'withdrawal' then word.is_accepted and w.state in ('accepted', 'accepted_with_rejected_rows')
        else exists (
            select 1
            from raw.row_fault as f
            where f.delivery_id = word.delivery_id and f.record_no = word.record_no and f.rule_code = 'objection'
        )
    end;
