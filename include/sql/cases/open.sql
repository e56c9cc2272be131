-- Open cases.
-- Grain: one row per case. Parameters: records jsonb [{household_id, terms}], today date. Caller: cases.update
insert into core.household_case (
    household_id, opened_on, arrived_on, municipality, postcode4, hold_reason, bailiff_on, bailiff_corporation,
    is_bailiff_estimated, earliest_handover_on, first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on,
    is_crisis
)
select
    n.household_id, cast(:today as date), n.arrived_on, n.municipality, n.postcode4, n.hold_reason, n.bailiff_on,
    n.bailiff_corporation, n.is_bailiff_estimated, n.earliest_handover_on, n.first_visit_by_on,
    n.last_visit_by_on, n.offer_by_on, n.offer_alarm_on, n.is_crisis
from jsonb_to_recordset(cast(:records as jsonb)) as n (
    household_id bigint,
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
order by n.arrived_on, n.household_id
returning case_id, household_id;
