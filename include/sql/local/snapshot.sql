-- How many rows each table of the product holds, to see that a second run of everything adds nothing.
-- Grain: one row. Params: none. Caller: local.story
select
    (select count(*) from raw.delivery) as deliveries,
    (select count(*) from raw.delivered_row) as delivered_rows,
    (select count(*) from core.signal) as signals,
    (select count(*) from core.signal where ended_on is not null) as ended_signals,
    (select count(*) from core.signal_report) as signal_reports,
    (select count(*) from core.person) as persons,
    (select count(*) from core.household) as households,
    (select count(*) from core.link_decision) as link_decisions,
    (select count(*) from core.link_question) as link_questions,
    (select count(*) from core.household_case) as cases,
    (select count(*) from core.household_case where closed_on is not null) as closed_cases,
    (select count(*) from core.visit) as visits,
    (select count(*) from core.attempt) as attempts,
    (select count(*) from core.outcome) as outcomes,
    (select count(*) from core.escalation) as escalations,
    (select count(*) from core.outbox) as mails
