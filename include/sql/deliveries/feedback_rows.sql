-- What became of each row of a delivery: received when it became or updated a signal (a withdrawal: when it was accepted),
-- else the rules that speak against it. Numbers of purged rows are gone.
-- Grain: one row per record. Params: :delivery_id. Caller: deliveries.feedback_file
with fault as (
    select
        f.record_no,
        array_agg(f.rule_code order by f.rule_code, f.column_name) as rules,
        array_agg(f.column_name order by f.rule_code, f.column_name) as columns
    from raw.row_fault as f
    where f.delivery_id = :delivery_id and f.severity = 'critical'
    group by f.record_no
),

proven as (
    select distinct p.record_no
    from core.signal_report as p
    where p.delivery_id = :delivery_id
)

select
    r.line_no,
    r.fields ->> 'huurdernummer' as tenant_no,
    r.fields ->> 'contractnummer' as contract_no,
    r.is_accepted and d.state <> 'refused' as is_accepted,
    r.is_accepted and d.state <> 'refused' and (d.kind = 'withdrawal' or p.record_no is not null) as is_received,
    f.rules,
    f.columns
from raw.delivered_row as r
inner join raw.delivery as d on d.delivery_id = r.delivery_id
left join fault as f on f.record_no = r.record_no
left join proven as p on p.record_no = r.record_no
where r.delivery_id = :delivery_id
order by r.record_no;
