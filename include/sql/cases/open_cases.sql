-- Open cases with their terms; household_id is the one that lives on after merges.
-- Grain: one row per open case. Caller: cases.update
select
    c.case_id,
    coalesce(a.household_id, c.household_id) as household_id,
    c.household_id as stored_household_id,
    c.arrived_on,
    c.municipality,
    c.postcode4,
    c.hold_reason,
    c.bailiff_on,
    c.bailiff_corporation,
    c.is_bailiff_estimated,
    c.earliest_handover_on,
    c.first_visit_by_on,
    c.last_visit_by_on,
    c.offer_by_on,
    c.offer_alarm_on,
    c.is_crisis,
    array(
        select e.detail ->> 'hold_reason'
        from core.case_event as e
        where e.case_id = c.case_id and e.kind = 'hold_released'
        order by e.event_id
    ) as released_holds
from core.household_case as c
left join core.household_alias as a on c.household_id = a.alias_id
where c.closed_on is null
order by c.case_id;
