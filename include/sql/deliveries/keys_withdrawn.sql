-- Which of these contracts were withdrawn, or objected to, on or after the day of a list, by another delivery. An
-- objection holds whatever became of its file or row, unless the row names another corporation, and also from an earlier
-- day when it came after a list of this day or later.
-- Grain: one row per contract key. Params: :delivery_id, :keys text[]. Caller: deliveries.contracts
with since as (
    select
        w.delivery_id,
        w.kind = 'withdrawal'
        and w.reference_on >= d.reference_on
        and w.state in ('accepted', 'accepted_with_rejected_rows') as is_withdrawal
    from raw.delivery as d
    inner join raw.delivery as w on w.corporation = d.corporation and w.delivery_id <> d.delivery_id
    where
        d.delivery_id = :delivery_id
        and (
            w.reference_on >= d.reference_on
            or exists (
                select 1
                from raw.delivery as listed
                where
                    listed.corporation = w.corporation
                    and listed.kind = 'arrears'
                    and listed.reference_on >= d.reference_on
                    and listed.judged_at < w.judged_at
                    and (listed.state <> 'refused' or listed.rows_read > 0)
            )
        )
)

select word.contract_key
from since
inner join raw.delivered_row as word on word.delivery_id = since.delivery_id
where since.is_withdrawal and word.is_accepted and word.contract_key = any(cast(:keys as text[]))
union
select word.contract_key
from since
inner join raw.delivered_row as word on word.delivery_id = since.delivery_id
inner join raw.row_fault as f on f.delivery_id = word.delivery_id and f.record_no = word.record_no
where
    f.rule_code in ('objection', 'objection_holds')
    and word.contract_key = any(cast(:keys as text[]))
    and not exists (
        select 1
        from raw.row_fault as other
        where
            other.delivery_id = word.delivery_id
            and other.record_no = word.record_no
            and other.rule_code = 'other_corporation'
    );
