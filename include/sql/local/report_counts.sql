-- The counts of the demo's report, each straight from the tables of its stage.
-- Grain: one row. Params: none. Caller: local.report
with current_link as (
    select
        sp.person_id,
        sp.household_id,
        s.corporation
    from core.signal_person as sp
    inner join core.signal as s on s.signal_id = sp.signal_id
    where sp.valid_to is null
),

shared_person as (
    select l.person_id
    from current_link as l
    group by l.person_id
    having count(distinct l.corporation) > 1
),

shared_household as (
    select l.household_id
    from current_link as l
    group by l.household_id
    having count(distinct l.person_id) > 1
)

select
    (select count(*) from raw.delivery) as deliveries,
    (select count(*) from raw.delivery where state = 'refused') as refused,
    (select count(*) from raw.delivery where state = 'held') as held,
    (select count(*) from core.late_notice) as late,
    (select coalesce(sum(rows_rejected), 0) from raw.delivery where state <> 'held') as rejected_rows,
    (select count(*) from core.signal) as signals,
    (select count(distinct person_id) from current_link) as persons,
    (select count(*) from shared_person) as persons_at_two_corporations,
    (select count(distinct household_id) from current_link) as households,
    (select count(*) from shared_household) as households_of_more_persons,
    (select count(*) from core.link_question) as link_questions,
    (select count(*) from core.household_case) as cases,
    (select count(*) from core.household_case where hold_reason is not null) as cases_on_hold,
    (select count(*) from core.visit where sent_at is not null) as visits_sent,
    (select count(*) from core.visit where state = 'called_off' and sent_at is not null) as visits_called_off,
    (select count(*) from core.visit where state = 'planned') as visits_planned,
    (select count(*) from core.escalation where step = 'b10') as escalations_b10,
    (select count(*) from core.escalation where step = 'b5') as escalations_b5,
    (select count(*) from core.escalation where step = 'b2') as escalations_b2,
    (select count(*) from core.escalation where step = 'crisis') as escalations_crisis,
    (select count(*) from core.outbox where kind = 'reminder' and state = 'sent') as reminders,
    (select count(*) from core.outbox where kind = 'quality_report' and state = 'sent') as quality_reports,
    (select count(*) from core.attempt) as attempts,
    (select count(*) from core.outcome) as outcomes,
    (select count(*) from core.outbox where state = 'sent') as mails_sent,
    (select count(*) from core.outbox where state not in ('sent', 'aborted')) as mails_waiting
