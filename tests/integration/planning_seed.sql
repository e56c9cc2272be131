-- Two plans for the page "Planning" on 25 March: visits that stand, moved, lost their place and were called off; all five
-- reasons; leave whose author carries markup. Nothing of this may show a person.
insert into raw.delivery (corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state)
values ('viveste', 'arrears', 'geheim-bestand.csv', 'a', 1, '2026-03-22', '2026-03-23', '2026-03-23', 'accepted');
insert into core.household select from generate_series(1, 30);
insert into core.household_case (
    household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation, is_bailiff_estimated,
    first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis, hold_reason
)
select
    n, '2026-03-23', '2026-03-23', case when n = 13 then 'Lopik' else 'Houten' end, case when n = 17 then '9999' else '3991' end,
    date '2026-04-08' + n, case when n = 13 then 'jutphaas_wonen' else 'viveste' end, false, date '2026-04-03' + n,
    date '2026-04-03' + n, '2026-04-20', '2026-04-13', n = 14, case when n = 12 then 'guardian' end
from generate_series(1, 30) as n;
insert into core.signal (
    corporation, tenant_no, contract_no, surname, street, house_number, postcode, municipality, arrears_eur, oldest_due_on,
    bailiff_on, is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on
)
select case when n = 13 then 'jutphaas_wonen' else 'viveste' end, 'H' || n, 'C' || n, 'Kanarievogel', 'Geheimelaan', n, '3991AB', 'Houten', 432.10, '2026-02-01', '2026-05-04', false,
    '2026-03-23', 1, 1, '2026-03-22'
from generate_series(1, 30) as n;
insert into core.case_signal select n, n, '2026-03-23' from generate_series(1, 30) as n;

insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, bound, outcome, planned_at)
values
('2026-03-23', 'x', 'keep_and_insert', '2', 0.1, '{}', '{}', 'planned', '2026-03-23 07:00+01'),
(
    '2026-03-25', 'y', 'keep_and_insert', '2', 0.214, '{"cases": 29, "visits": 10, "due": 12, "due_visited": 9}',
    '{"visits": 14, "due": 11, "weight": 900}', 'planned', '2026-03-25 07:00+01'
);
insert into core.visit (
    case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, service_minutes, state, sent_at, called_off_at,
    call_off_reason, calendar_uid, municipality, postcode4
)
select
    v.case_id, v.run, 1, v.team, cast(v.visit_on as date), v.day_part, cast(v.visit_on || ' ' || v.at || ' Europe/Amsterdam' as timestamptz), 45, v.state,
    case when v.state in ('sent', 'called_off') then timestamptz '2026-03-24 07:00+01' end,
    case when v.state = 'called_off' then timestamptz '2026-03-25 07:00+01' end, v.why, 'uid-' || row_number() over (), 'Houten', '3991'
from (
    values
    (1, 1, 'houten', '2026-03-27', 'ochtend', '09:10', 'sent', null),
    (2, 1, 'houten', '2026-03-27', 'ochtend', '10:00', 'sent', null),
    (3, 1, 'houten', '2026-03-27', 'ochtend', '10:50', 'sent', null),
    (4, 1, 'houten', '2026-03-31', 'middag', '13:10', 'planned', null),
    (5, 1, 'houten', '2026-04-01', 'middag', '13:10', 'planned', null),
    (6, 1, 'vertrokken-team', '2026-03-26', 'ochtend', '09:10', 'sent', null),
    (9, 1, 'houten', '2026-03-31', 'ochtend', '09:10', 'superseded', null),
    (9, 2, 'houten', '2026-04-01', 'avond', '18:10', 'planned', null),
    (10, 1, 'houten', '2026-04-08', 'middag', '13:10', 'superseded', null),
    (11, 1, 'houten', '2026-04-01', 'middag', '14:00', 'superseded', null),
    (11, 2, 'houten', '2026-04-01', 'middag', '15:00', 'planned', null),
    (18, 1, 'houten', '2026-04-01', 'middag', '16:00', 'superseded', null),
    (18, 2, 'houten', '2026-04-01', 'middag', '16:10', 'planned', null),
    (12, 1, 'houten', '2026-03-26', 'middag', '13:10', 'called_off', 'case_on_hold')
) as v (case_id, run, team, visit_on, day_part, at, state, why);
insert into core.case_event (case_id, kind, happened_at) values (18, 'terms_changed', '2026-03-24 12:00+01');
insert into core.unassigned (plan_run_id, case_id, reason)
values
(2, 10, 'no_capacity'), (2, 13, 'no_eligible_team'), (2, 14, 'no_shift_before_deadline'), (2, 15, 'household_already_visited'),
(2, 16, 'no_capacity'), (2, 17, 'no_location');
insert into core.member_leave (member, from_on, to_on, day_part, entered_by)
values ('htn-corp', '2026-03-31', '2026-03-31', 'ochtend', '<b>coos</b>'), ('nwg-wil', '2026-03-01', '2026-03-20', null, 'coos');
insert into core.member_leave (member, from_on, to_on, day_part, entered_by, withdrawn_at, withdrawn_by)
values ('via-wil', '2026-04-01', '2026-04-02', null, 'coos', '2026-03-24 12:00+01', 'coos');
update core.plan_run
set sources = '{"points": {"address": 20, "postcode6": 3, "pc4": 6}, "lookups": {"found": 4, "missed": 1, "failed": 3,
"why": {"place_service_unreachable": 3}}, "travel": {"bicycle": {"source": "formula", "why": "travel_absurd"},
"car": {"source": "osrm", "pairs": 90, "by_formula": 0}}}'
where today = '2026-03-25';
insert into core.user_role (user_name, role, granted_by)
values
('sanne', 'steward', 'test'), ('pieter', 'privacy_officer', 'test'), ('otto', 'operator', 'test'), ('coos', 'coordinator', 'test'),
('wil', 'wil_lead', 'test');
