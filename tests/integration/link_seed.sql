-- Pairs for the page "Koppelingen": scored and unscored questions, one put off, one with codes that nobody knows, pairs
-- decided by people and by the rules. Names and numbers carry markup and controls.
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state
)
values ('mitros', 'arrears', 'm.csv', 'm', 1, '2026-03-01', '2026-03-02', '2026-03-02', 'accepted');

insert into core.signal (
    corporation, tenant_no, contract_no, initials, first_name, surname_prefix, surname, born_on, street, house_number,
    house_letter, house_addition, postcode, place, phone, email, tenancy_from, municipality, arrears_eur, oldest_due_on,
    bailiff_on, is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on, ended_on, end_reason
)
select
    v.corporation, v.tenant_no, v.contract_no, v.initials, v.first_name, v.surname_prefix, v.surname, v.born_on, v.street,
    v.house_number, v.house_letter, v.house_addition, v.postcode, 'Nieuwegein', v.phone, v.email, v.tenancy_from,
    'Nieuwegein', 700, date '2026-01-01', date '2026-05-01', true, date '2026-03-02', 1, 1, date '2026-03-01',
    case v.n when 9 then date '2026-03-10' end, case v.n when 9 then 'betaald' end
from (
    values
    (1, 'mitros', 'H1001', 'MC-1001', 'K.', 'Kees', 'van der', 'Kanarievogel', date '1980-05-04', 'Geheimelaan', 12, 'A', '2', '3431AA', '06-12345678', 'kees@vogel.example', date '2019-02-01'),
    (2, 'portaal', 'P-77', 'PC-2002', 'K.J.', 'Karel', '', 'Kanarievogel', date '1980-05-04', 'Geheimelaan', 12, 'a', '2', '3431 AA', '+31612345678', '', null),
    (3, 'viveste', 'V-3', 'VC-3003', 'J.', '', '', 'Zwaluwstaart', null, 'Merelhof', 3, '', '', '3432BB', '', '', null),
    (4, 'mitros', 'H4', 'MC-4004', 'J.', 'Jo', '', 'Zwaluwstaart', date '1971-09-09', 'Merelhof', 3, '', 'bis', '3432BB', '', 'jo@zwaluw.example', null),
    (5, 'provides', 'Q5', 'QC-5005', 'A.', '<script>alert(1)</script>', '', '<img src=x onerror=alert(2)>', date '1990-01-01', '<b>Dijk</b>', 5, '', '', '3433CC', '', '">@x', null),
    (6, 'portaal', 'P-6', 'PC-6006', 'A.', 'An', '', 'K' || chr(27) || chr(8238) || 'erk', date '1990-01-01', 'Dijk', 5, '', '', '3433CC', '', '', null),
    (7, 'mitros', 'H7', 'MC-7007', 'B.', 'Bep', '', 'Roodborst', date '1955-12-01', 'Plein', 7, '', '', '3434DD', '', '', null),
    (8, 'viveste', 'V-8', 'VC-8008', 'B.', 'Bep', '', 'Roodborst', date '1955-12-01', 'Plein', 7, '', '', '3434DD', '', '', null),
    (9, 'lekstedewonen', 'L9', 'LC-9009', 'C.', 'Cor', '', 'Koolmees', date '1960-06-06', 'Gracht', 9, '', '', '3435EE', '', '', null),
    (10, 'lekstedewonen', 'L9', 'LC-9009', 'C.', 'Cor', '', 'Koolmees-Vink', date '1960-06-06', 'Gracht', 9, '', '', '3435EE', '', '', null),
    (11, 'provides', 'Q11', 'QC-1111', 'D.', 'Dirk', '', 'Spreeuw', date '1948-03-03', 'Singel', 11, '', '', '3436FF', '', '', null),
    (12, 'jutphaas_wonen', 'J12', 'JC-1212', 'D.', 'Dirk', '', 'Spreeuw', date '1948-03-03', 'Singel', 11, '', '', '3436FF', '', '', null),
    (13, 'provides', 'Q13', 'QC-1313', 'E.', 'Els', '', 'Spreeuw', date '1949-03-03', 'Singel', 11, '', '', '3436FF', '', '', null),
    (14, 'viveste', 'V-14', 'VC-1414', 'K.', 'Kees', 'van der', 'Kanarievogel', date '1980-05-04', 'Geheimelaan', 12, 'A', '2', '3431AA', '', '', null)
) as v (
    n, corporation, tenant_no, contract_no, initials, first_name, surname_prefix, surname, born_on, street, house_number,
    house_letter, house_addition, postcode, phone, email, tenancy_from
)
order by v.n;

insert into core.person select from generate_series(1, 14);
insert into core.household select from generate_series(1, 14);
insert into core.signal_person (signal_id, person_id, household_id)
select
    n,
    case n when 14 then 1 when 8 then 7 else n end,
    case n when 14 then 1 when 8 then 7 else n end
from generate_series(1, 14) as n;

insert into core.pair_score (left_signal_id, right_signal_id, zone, rule, guard, weight, parts, model_version)
values
(
    1, 2, 'steward', 'weighed', 'first_names_differ', 2.7,
    '[{"field": "surname_door", "level": "door_and_surname", "bits": 17.6, "tf_bits": -2.1},
      {"field": "born", "level": "equal", "bits": 13.7, "tf_bits": 0},
      {"field": "given", "level": "differ", "bits": -9.9, "tf_bits": 0},
      {"field": "contact", "level": "missing", "bits": 0, "tf_bits": 0},
      {"field": "prior", "level": "pool", "bits": -16.6, "tf_bits": 0}]', 'm-1'
),
(
    5, 6, 'steward', 'weighed', 'moon_full', -1.5,
    '[{"field": "eye_colour", "level": "blue<b>", "bits": 3.5, "tf_bits": 1.5}, {"field": "prior", "level": "pool", "bits": -6.5}]', 'm-9'
),
(7, 8, 'auto', 'weighed', '', 18.2, '[{"field": "prior", "level": "pool", "bits": -13.1, "tf_bits": 0}, {"field": "surname_door", "level": "door_and_surname", "bits": 17.6, "tf_bits": 0}, {"field": "born", "level": "equal", "bits": 13.7, "tf_bits": 0}]', 'm-1'),
(9, 10, 'steward', 'returning_contract', 'surname_differs', 5.1, '[{"field": "prior", "level": "pool", "bits": 5.1, "tf_bits": 0}]', 'm-1');

insert into core.link_question (left_signal_id, right_signal_id, guard, asked_at, postponed_until, postponed_by)
values
(1, 2, 'first_names_differ', clock_timestamp() - interval '6 days', null, null),
(3, 4, 'birth_date_missing', clock_timestamp() - interval '5 days', null, null),
(5, 6, 'moon_full', clock_timestamp() - interval '1 days', null, null),
(9, 10, 'surname_differs', clock_timestamp() - interval '9 days', '2026-03-26 10:00+01', 'sanne');

insert into core.link_decision (
    layer, left_signal_id, right_signal_id, verdict, zone, rule, model_version, weight, decided_by, reason, decided_at
)
values
('person', 7, 8, 'same', 'auto', 'weighed', 'm-1', 18.2, 'rules', '', '2026-03-20 07:00+01'),
('household', 11, 13, 'same', 'auto', 'family', 'm-1', null, 'rules', '', '2026-03-20 07:00+01'),
('person', 11, 12, 'different', 'steward', 'steward', '', null, 'coos', 'gebeld <b>vet</b>', '2026-03-21 09:00+01');

insert into core.user_role (user_name, role, granted_by)
values
('sanne', 'steward', 'test'),
('pieter', 'privacy_officer', 'test'),
('otto', 'operator', 'test'),
('coos', 'coordinator', 'test'),
('wil', 'wil_lead', 'test');
