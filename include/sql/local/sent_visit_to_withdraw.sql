-- A contract whose household gets its visit after :day, and has no other contract in arrears: paid in time.
-- Grain: at most one row. Params: :corporation text, :day date. Caller: local.story
select
    s.tenant_no,
    s.contract_no,
    c.case_no
from core.visit as v
inner join core.household_case as c on c.case_id = v.case_id
inner join core.case_signal as cs on cs.case_id = c.case_id
inner join core.signal as s on s.signal_id = cs.signal_id
where
    v.state = 'sent'
    and v.visit_on > cast(:day as date)
    and s.corporation = :corporation
    and (select count(*) from core.case_signal as other where other.case_id = c.case_id) = 1
order by v.visit_on desc, v.visit_id
limit 1
