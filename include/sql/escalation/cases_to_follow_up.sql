-- Open cases that no plan takes up until a person does something, and what that is. `since`: what it follows from, so
-- that a later attempt or hold asks anew.
-- hold: a steward's word. letter: visits found nobody, and both were made. outcome: someone was reached a while ago.
-- last_visit_id: where an outcome can still be filled in.
-- Grain: one row per case. Params: :reached_until date. Caller: escalation.follow_ups
with attempts as (
    select
        a.case_id,
        count(distinct a.visit_id) as visits_made,
        bool_or(a.is_reached) as is_reached,
        bool_or(a.kind = 'brief') as has_letter,
        max(a.attempted_on) as last_on,
        max(a.attempt_id) as last_attempt_id,
        max(a.visit_id) as last_visit_id
    from core.current_attempt as a
    group by a.case_id
),

waiting as (
    select
        c.*,
        t.last_attempt_id,
        t.last_visit_id,
        case
            when c.hold_reason is not null then 'hold'
            when t.is_reached and t.last_on <= cast(:reached_until as date) then 'outcome'
            when not t.is_reached and t.visits_made >= 2 and not t.has_letter then 'letter'
        end as reason
    from core.household_case as c
    left join attempts as t on c.case_id = t.case_id
    where
        c.closed_on is null
        and not exists (
            select 1
            from core.visit as v
            join core.household_case as own on v.case_id = own.case_id
            where
                coalesce(own.joined_into_case_id, own.case_id) = c.case_id
                and v.state in ('planned', 'sent')
        )
)

select
    w.case_id,
    w.case_no,
    w.municipality,
    w.bailiff_on,
    w.is_bailiff_estimated,
    w.hold_reason,
    w.reason,
    w.last_visit_id,
    case w.reason when 'hold' then w.hold_reason else cast(w.last_attempt_id as text) end as since
from waiting as w
where w.reason is not null
order by w.bailiff_on, w.case_id;
