-- Write the terms of cases anew.
-- Grain: one row per case. Parameters: records jsonb [{case_id, terms}]. Caller: cases.update
update core.household_case as c
set
    arrived_on = n.arrived_on,
    municipality = n.municipality,
    postcode4 = n.postcode4,
    hold_reason = n.hold_reason,
    bailiff_on = n.bailiff_on,
    bailiff_corporation = n.bailiff_corporation,
    is_bailiff_estimated = n.is_bailiff_estimated,
    earliest_handover_on = n.earliest_handover_on,
    first_visit_by_on = n.first_visit_by_on,
    last_visit_by_on = n.last_visit_by_on,
    offer_by_on = n.offer_by_on,
    offer_alarm_on = n.offer_alarm_on,
    is_crisis = n.is_crisis,
    updated_at = clock_timestamp()
from jsonb_to_recordset(cast(:records as jsonb)) as n (
    case_id bigint,
    arrived_on date,
    municipality text,
    postcode4 text,
    hold_reason text,
    bailiff_on date,
    bailiff_corporation text,
    is_bailiff_estimated boolean,
    earliest_handover_on date,
    first_visit_by_on date,
    last_visit_by_on date,
    offer_by_on date,
    offer_alarm_on date,
    is_crisis boolean
)
where c.case_id = n.case_id;
