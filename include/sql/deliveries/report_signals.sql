-- Prove date and content of what a list said about each open signal.
-- Grain: one row per signal and delivery. Params: :delivery_id; reads signal_stage. Caller: deliveries.store
insert into core.signal_report (
    signal_id, delivery_id, record_no, reference_on, arrears_eur, oldest_due_on, reminder_on, contact_attempt_on,
    debt_help_pointed_on, offer_on
)
select
    s.signal_id, d.delivery_id, r.record_no, d.reference_on, r.arrears_eur, r.oldest_due_on, r.reminder_on,
    r.contact_attempt_on, r.debt_help_pointed_on, r.offer_on
from raw.delivery as d
cross join signal_stage as r
inner join core.signal as s
    on
        s.corporation = d.corporation
        and s.contract_no = r.contract_no
        and s.tenant_no = r.tenant_no
        and s.ended_on is null
where d.delivery_id = :delivery_id
order by r.record_no
on conflict (signal_id, delivery_id) do nothing;
