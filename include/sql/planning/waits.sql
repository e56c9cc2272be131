-- Whether the planner has work that nobody announced: leave that was entered or taken back, or a hold that was lifted, since
-- the last plan; or a visit still to come of a case that closed, is settled or waits for a steward's word.
-- A plan that changes nothing is not stored, so after leave without effect this holds until the first plan of the next day.
-- Grain: one row. Params: :now instant. Caller: planning.waiting
with last as (
    select coalesce(max(r.planned_at), '-infinity') as planned_at
    from core.plan_run as r
)

select
    exists (
        select 1
        from core.member_leave as l
        where greatest(l.entered_at, l.withdrawn_at) > last.planned_at
    )
    or exists (
        select 1
        from core.case_event as e
        join core.household_case as c on e.case_id = c.case_id
        where e.kind = 'hold_released' and c.closed_on is null and e.happened_at > last.planned_at
    )
    or exists (
        select 1
        from core.visit as v
        join core.household_case as own on v.case_id = own.case_id
        join core.household_case as c on c.case_id = coalesce(own.joined_into_case_id, own.case_id)
        where
            v.state in ('planned', 'sent')
            and v.starts_at > :now
            and (
                c.closed_on is not null
                or c.hold_reason is not null
                or exists (select 1 from core.current_outcome as o where o.case_id = c.case_id)
            )
    ) as is_waiting
from last;
