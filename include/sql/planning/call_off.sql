-- Call off booked visits of cases that closed, were settled, or wait for a steward's word.
-- A sent visit that already began stays: the team may have been at the door, and its form counts.
-- Grain: one row per visit called off.
-- Params: :now instant. Caller: planning.call_off
update core.visit as v
set
    state = 'called_off',
    called_off_at = :now,
    calendar_sequence = v.calendar_sequence + 1,
    call_off_reason = case
        when c.closed_on is not null then 'case_closed'
        when c.hold_reason is not null then 'case_on_hold'
        else 'case_settled'
    end
from core.household_case as c
where
    v.case_id = c.case_id
    and (v.state = 'planned' or (v.state = 'sent' and v.starts_at > :now))
    and (
        c.closed_on is not null
        or c.hold_reason is not null
        or exists (select 1 from core.current_outcome as o where o.case_id = c.case_id)
    )
returning
    v.visit_id,
    v.case_id,
    c.case_no,
    c.municipality,
    c.postcode4,
    v.team,
    v.visit_on,
    v.starts_at,
    v.service_minutes,
    v.calendar_uid,
    v.calendar_sequence,
    v.sent_at is not null as was_sent;
