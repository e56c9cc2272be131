-- An invented month for the pages: six corporations, one held, one refused, one late; cases in all states.
-- The corporation name and the reason of one delivery carry markup, which must show as text.
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state, reason,
    rows_read, rows_accepted, rows_rejected, judged_at
)
values
('mitros', 'arrears', 'a.csv', 'a', 1, '2026-02-22', '2026-02-23', '2026-02-23', 'accepted', null, 70, 70, 0, now()),
('mitros', 'arrears', 'geheim-bestand.csv', 'b', 1, '2026-03-22', '2026-03-23', '2026-03-23', 'accepted', null, 84, 84, 0, now()),
('viveste', 'arrears', 'c.csv', 'c', 1, '2026-03-22', '2026-03-23', '2026-03-23', 'accepted_with_rejected_rows', null, 41, 38, 3, now()),
('lekstedewonen', 'arrears', 'd.csv', 'd', 1, '2026-03-20', '2026-03-23', '2026-03-23', 'held', 'rows_below_half', 9, 0, 0, now()),
('provides', 'arrears', 'e.csv', 'e', 1, '2026-03-23', '2026-03-24', '2026-03-24', 'accepted', null, 52, 52, 0, now()),
('provides', 'withdrawal', 'f.csv', 'f', 1, '2026-03-24', '2026-03-24', '2026-03-24', 'accepted', null, 4, 4, 0, now()),
('portaal', 'arrears', 'g.csv', 'g', 1, '2026-03-22', '2026-03-23', '2026-03-23', 'refused', 'forbidden_column', null, null, null, now()),
('<script>alert(1)</script>', 'arrears', 'h.csv', 'h', 1, '2026-03-22', '2026-03-23', '2026-03-23', 'refused', '"><img src=x onerror=alert(2)>', null, null, null, now());

insert into core.late_notice (corporation, expected_on) values ('jutphaas_wonen', '2026-03-20');

insert into core.signal (
    corporation, tenant_no, contract_no, surname, street, house_number, postcode, municipality, arrears_eur, oldest_due_on,
    bailiff_on, is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on
)
select
    (array['mitros', 'viveste', 'provides'])[1 + mod(n, 3)], 'H' || n, 'C' || n, 'Kanarievogel', 'Geheimelaan', n, '3431AB',
    'Nieuwegein', 432.10, '2026-02-01', '2026-05-04', mod(n, 2) = 0, '2026-03-23',
    (array[2, 3, 5])[1 + mod(n, 3)], (array[2, 3, 5])[1 + mod(n, 3)], '2026-03-22'
from generate_series(1, 174) as n;

insert into core.signal_report
select signal_id, last_delivery_id, signal_id, '2026-03-22', arrears_eur, oldest_due_on, '2026-03-01', '2026-03-02', '2026-03-01', '2026-03-01'
from core.signal;

insert into core.person select from generate_series(1, 168);
insert into core.household select from generate_series(1, 161);
insert into core.signal_person (signal_id, person_id, household_id)
select signal_id, least(signal_id, 168), least(signal_id, 161) from core.signal;

insert into core.household_case (
    household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation, is_bailiff_estimated,
    first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis, hold_reason, closed_on, close_reason
)
select
    n, '2026-03-24', '2026-03-23', (array['Nieuwegein', 'Houten', 'IJsselstein', 'Vianen', 'Lopik'])[1 + mod(n, 5)], '3431',
    date '2026-03-24' + (n / 16) * 7 + mod(n / 4, 4), 'mitros', mod(n, 3) = 0, '2026-04-07', '2026-04-10', '2026-04-20', '2026-04-13', n < 4,
    case when n = 6 then 'guardian' when n = 9 then 'arrangement' end,
    case when n > 150 then date '2026-03-30' end, case when n > 150 then 'resultaat' end
from generate_series(1, 161) as n;
insert into core.case_signal select household_id, signal_id, '2026-03-24' from core.signal_person;

insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
values ('2026-03-25', 'x', 'test', '1', 1, '{}', 'planned');
insert into core.visit (
    case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, service_minutes, state, sent_at, calendar_uid
)
select
    case_id, 1, 1, 'houten', '2026-03-26', (array['ochtend', 'middag', 'avond'])[1 + mod(case_id, 3)], '2026-03-26 09:30', 45,
    case when case_id > 100 then 'done' when mod(case_id, 2) = 0 then 'sent' else 'planned' end, '2026-03-24', 'uid-' || case_id
from core.household_case
where mod(case_id, 4) <> 1;
insert into core.unassigned
select 1, case_id, case when mod(case_id, 8) = 1 then 'no_capacity' else 'no_shift_before_deadline' end
from core.household_case
where mod(case_id, 4) = 1 and case_id < 60;
-- a later run that kept what stood has no reasons of its own
insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
values ('2026-03-25', 'y', 'test', '1', 1, '{}', 'degraded');

insert into core.outcome (case_id, end_result, pilot_outcome, recorded_by, recorded_on, submission_key)
select
    case_id, (array['zelf_betaald_of_regeling', 'vervolghulp_financieel', 'geen_contact'])[1 + mod(case_id, 3)],
    (array['betaald', 'regeling', 'regeling', 'schuldhulp', 'geen', 'andere_afspraak'])[1 + mod(case_id, 6)], 'houten',
    '2026-03-27', 'k' || case_id
from core.household_case
where case_id > 120;

insert into core.link_question (left_signal_id, right_signal_id, guard) values (1, 2, 'initials'), (3, 4, 'initials');
insert into core.outbox (message_key, kind, recipient, subject, message_id, state, queued_at)
select 'k' || n, (array['assignment', 'reminder', 'escalation'])[1 + mod(n, 3)], 'a@b.example', 's', 'm' || n,
    case when n < 3 then 'failed' else 'queued' end, '2026-03-25 07:04'
from generate_series(1, 9) as n;
insert into core.user_role (user_name, role, granted_by) values ('sanne', 'steward', 'beheer');
