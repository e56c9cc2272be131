-- Take the next mail that is due: queued, or in flight with a lease that is over (its process died; it may have gone out).
-- What is no longer wanted is aborted here: a mail that asks for something about a case that closed (a joined one lives on), or about visits of
-- which none is still booked (a form that came in ends that too). A mail whose process died on the last allowed try is failed.
-- Grain: at most one row, also when several processes claim at once.
-- Params: :lease_s, :max_attempts integer. Caller: messages.drain
with due as (
    select m.outbox_id, m.kind, m.state, m.attempts, m.case_id, m.visit_ids
    from core.outbox as m
    where
        (m.state = 'queued' and m.available_at <= clock_timestamp())
        or (m.state = 'inflight' and m.lease_until < clock_timestamp())
    order by m.available_at, m.outbox_id
    limit 1
    for update skip locked
),

judged as (
    select
        due.outbox_id,
        due.state = 'inflight' as is_lease_over,
        case
            when due.kind in ('assignment', 'reminder', 'escalation', 'follow_up') and exists (
                select 1
                from core.household_case as own
                inner join core.household_case as c on c.case_id = coalesce(own.joined_into_case_id, own.case_id)
                where own.case_id = due.case_id and c.closed_on is not null
            ) then 'aborted'
            when due.kind in ('assignment', 'reminder', 'form_missing') and cardinality(due.visit_ids) > 0 and not exists (
                select 1
                from core.visit as v
                where v.visit_id = any(due.visit_ids) and v.state in ('planned', 'sent')
            ) then 'aborted'
            when due.state = 'inflight' and due.attempts >= cast(:max_attempts as integer) then 'failed'
            else 'inflight'
        end as next_state
    from due
)

update core.outbox as o
set
    state = judged.next_state,
    attempts = o.attempts + case judged.next_state when 'inflight' then 1 else 0 end,
    is_outcome_unknown = o.is_outcome_unknown or judged.is_lease_over,
    lease_until = case judged.next_state
        when 'inflight' then clock_timestamp() + make_interval(secs => cast(:lease_s as integer))
    end,
    last_error = case
        when judged.next_state = 'aborted' then 'no_longer_wanted'
        when judged.is_lease_over then 'lease_over'
        else o.last_error
    end
from judged
where o.outbox_id = judged.outbox_id
returning
    o.outbox_id, o.state, o.attempts, o.is_outcome_unknown, o.message_id, o.recipient, o.subject, o.body_text, o.body_html,
    o.calendar, o.calendar_method, o.picture, o.queued_at;
