-- Open cases with their terms. household_id: where the earliest of the case's own signals lives now (one that came along in a
-- merge is not its own). started_on: the earliest arrival of the case and of those that are joined into it, each as it was
-- opened. released_holds: also what was released for those.
-- Grain: one row per open case. Params: none. Caller: cases.update
with opened as (
    select
        c.case_id,
        coalesce(c.joined_into_case_id, c.case_id) as living_case_id,
        coalesce(j.arrived_on, c.arrived_on) as arrived_on
    from core.household_case as c
    left join (
        select
            e.case_id,
            min(cast(e.detail ->> 'arrived_on' as date)) as arrived_on
        from core.case_event as e
        where e.kind = 'joined'
        group by e.case_id
    ) as j on c.case_id = j.case_id
    where c.closed_on is null or c.close_reason = 'joined'
),

started as (
    select
        o.living_case_id,
        min(o.arrived_on) as arrived_on
    from opened as o
    group by o.living_case_id
),

released as (
    select
        o.living_case_id,
        array_agg(e.detail ->> 'hold_reason' order by e.event_id) as hold_reasons
    from core.case_event as e
    inner join opened as o on e.case_id = o.case_id
    where e.kind = 'hold_released'
    group by o.living_case_id
)

select
    c.case_id,
    home.household_id,
    own.arrived_on as opened_as_of,
    started.arrived_on as started_on,
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
    coalesce(released.hold_reasons, '{}') as released_holds
from core.household_case as c
inner join core.case_home as home on c.case_id = home.case_id
inner join opened as own on c.case_id = own.case_id
inner join started on c.case_id = started.living_case_id
left join released on c.case_id = released.living_case_id
where c.closed_on is null
order by c.case_id;
