-- What the ladder must know of every open case; held cases too, because their clocks run on.
-- booked_on: a visit still to come; one whose form is missing is none.
-- What was fired and booked for a case that was joined into it counts too.
-- Grain: one row per open case. Params: :today date. Caller: escalation.escalate
with attempts as (
    select
        a.case_id,
        bool_or(a.is_reached) as is_reached
    from core.current_attempt as a
    group by a.case_id
),

fired as (
    select
        coalesce(c.joined_into_case_id, c.case_id) as case_id,
        array_agg(e.step order by e.escalation_id) as steps,
        array_agg(e.bailiff_on order by e.escalation_id) as bailiff_dates
    from core.escalation as e
    join core.household_case as c on e.case_id = c.case_id
    group by coalesce(c.joined_into_case_id, c.case_id)
),

booked as (
    select
        coalesce(c.joined_into_case_id, c.case_id) as case_id,
        min(v.visit_on) as visit_on
    from core.visit as v
    join core.household_case as c on v.case_id = c.case_id
    where v.state in ('planned', 'sent') and v.visit_on >= cast(:today as date)
    group by coalesce(c.joined_into_case_id, c.case_id)
)

select
    c.case_id,
    c.case_no,
    c.municipality,
    c.bailiff_on,
    c.bailiff_corporation,
    c.is_bailiff_estimated,
    c.earliest_handover_on,
    c.first_visit_by_on,
    c.offer_by_on,
    c.offer_alarm_on,
    c.is_crisis,
    c.hold_reason,
    coalesce(attempts.is_reached, false)
    or exists (select 1 from core.current_outcome as o where o.case_id = c.case_id) as is_settled,
    attempts.case_id is not null as has_attempt,
    exists (
        select 1
        from core.visit as v
        join core.household_case as own on v.case_id = own.case_id
        where
            coalesce(own.joined_into_case_id, own.case_id) = c.case_id
            and v.state in ('planned', 'sent', 'done')
            and v.visit_on <= c.first_visit_by_on
    ) as has_first_visit,
    booked.visit_on as booked_on,
    coalesce(fired.steps, '{}') as fired_steps,
    coalesce(fired.bailiff_dates, '{}') as fired_bailiff_dates
from core.household_case as c
left join attempts on c.case_id = attempts.case_id
left join fired on c.case_id = fired.case_id
left join booked on c.case_id = booked.case_id
where c.closed_on is null
order by c.bailiff_on, c.case_id;
