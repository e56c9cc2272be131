-- End the open signals that a delivery withdraws. Words about an older day than the last list lose, but an objection
-- always holds, also against a correction of that list. Without a tenant number the whole contract ends.
-- Grain: one row per signal ended. Params: :delivery_id, :records jsonb array. Caller: deliveries.store
update core.signal as s
set ended_on = case when r.reason = 'bezwaar' then greatest(d.reference_on, s.last_reference_on) else d.reference_on end,
    end_reason = r.reason, updated_at = clock_timestamp()
from raw.delivery as d
cross join jsonb_to_recordset(cast(:records as jsonb)) as r (tenant_no text, contract_no text, reason text)
where
    d.delivery_id = :delivery_id
    and s.corporation = d.corporation
    and s.contract_no = r.contract_no
    and (s.tenant_no = r.tenant_no or r.tenant_no = '')
    and s.ended_on is null
    and (s.last_reference_on <= d.reference_on or r.reason = 'bezwaar');
