-- Lists for the page "Kwaliteit": nine months of Viveste, a held list of Mitros with faults of every kind, a refused one,
-- a withdrawal file, files that were left alone. Cells, headers and file names carry markup and controls.
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state, reason,
    rows_read, rows_accepted, rows_rejected, judged_at
)
select
    'mitros', 'arrears', 'huurachterstand_mitros_' || n || '.csv', 'm' || n, 1, day, day, day,
    case when mod(n, 3) = 0 then 'accepted_with_rejected_rows' else 'accepted' end, null,
    38 + 5 * mod(n, 4), 38 + 5 * mod(n, 4) - 2 * (1 - sign(mod(n, 3))), 2 * (1 - sign(mod(n, 3))), day
from (select n, date '2026-03-20' - n * 30 as day from generate_series(1, 10) as n) as earlier
order by n desc;
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state, reason,
    rows_read, rows_accepted, rows_rejected, judged_at
)
values
(
    'mitros', 'arrears', 'huurachterstand_mitros_20260322.csv', 'held', 1, '2026-03-22', '2026-03-23 06:14', '2026-03-23', 'held',
    'too_many_rejected', 160, 22, 138, '2026-03-23 06:15'
),
(
    'viveste', 'arrears', 'huurachterstand_viveste_20260322.csv', 'good', 1, '2026-03-22', '2026-03-23 06:14', '2026-03-23',
    'accepted', null, 84, 84, 0, '2026-03-23 06:15'
),
(
    'portaal', 'arrears', 'huurachterstand_portaal_20260322.csv', 'refused', 1, '2026-03-22', '2026-03-23 06:14', '2026-03-23',
    'refused', 'forbidden_column', null, null, null, '2026-03-23 06:15'
),
(
    'provides', 'withdrawal', 'afmelding_provides_20260324.csv', 'w', 1, '2026-03-24', '2026-03-24 06:14', '2026-03-24',
    'accepted_with_rejected_rows', null, 4, 3, 1, '2026-03-24 06:15'
),
(
    '<script>alert(1)</script>', 'arrears', '<b>vet</b>.csv', 'x', 1, '2026-03-22', '2026-03-22 06:14', '2026-03-23', 'refused',
    '"><img src=x onerror=alert(2)>', null, null, null, '2026-03-23 06:15'
),
(
    'jutphaas_wonen', 'arrears', 'huurachterstand_jutphaas_wonen_20260320.csv', 'f', 1, '2026-03-20', '2026-03-24 06:14',
    '2026-03-24', 'fetched', null, null, null, null, null
);

-- the held list is delivery 11: record 1 is good, 2 has many faults, 3 was purged, 4 is an objector's, 5 has no columns,
-- 6 carries a formula and controls, 7 to 160 have a postcode that cannot be read
insert into raw.delivered_row (delivery_id, record_no, line_no, is_accepted, fields)
select
    11, n, n + 1 + case when n > 6 then 2 else 0 end, n = 1 or n > 140,
    case
        when n in (3, 4, 5) then null
        else jsonb_build_object(
            'corporatie', 'mitros', 'peildatum', '22-03-2026', 'huurdernummer', 'H' || n, 'contractnummer', 'C-100' || n,
            'soort_eenheid', 'woning', 'voorletters', 'K.', 'achternaam', 'Kanarievogel', 'geboortedatum', '04-05-1980',
            'straat', 'Geheimelaan', 'huisnummer', '12', 'postcode', '3991 AB', 'plaats', 'Houten', 'telefoon', '06-12345678',
            'email', 'kanarie@vogel.example', 'maandhuur', '612,50', 'achterstand', '1.225,00', 'oudste_vervaldatum', '01-02-2026',
            'bezwaar', 'N'
        )
    end
from generate_series(1, 160) as n;
update raw.delivered_row
set
    fields = fields
    || '{"achternaam": "<script>alert(3)</script>", "achterstand": "<img src=x onerror=alert(4)>", "email": "geen",
         "soort_eenheid": "kasteel", "contractnummer": "\"><svg onload=alert(5)>", "telefoon": "06"}'
where delivery_id = 11 and record_no = 2;
update raw.delivered_row
set fields = fields || jsonb_build_object('achternaam', '=HYPERLINK("http://kwaad.example")', 'voornaam', 'K' || chr(27) || chr(8238) || 'an')
where delivery_id = 11 and record_no = 6;
update raw.delivered_row
set fields = fields || '{"postcode": "39991 AB"}'
where delivery_id = 11 and record_no > 6;

insert into raw.row_fault (delivery_id, record_no, rule_code, column_name, severity)
values
(11, 2, 'amount_unreadable', 'achterstand', 'critical'),
(11, 2, 'unit_kind_unknown', 'soort_eenheid', 'critical'),
(11, 2, 'email_unreadable', 'email', 'warning'),
(11, 2, 'phone_unreadable', 'telefoon', 'warning'),
(11, 2, 'surname_garbled', 'achternaam', 'warning'),
(11, 3, 'effort_missing', 'datum_contactpoging', 'critical'),
(11, 3, 'effort_missing', 'datum_aanbod', 'critical'),
(11, 4, 'objection', 'bezwaar', 'critical'),
(11, 5, 'width_differs', '', 'critical'),
(11, 6, 'surname_garbled', 'achternaam', 'critical');
insert into raw.row_fault (delivery_id, record_no, rule_code, column_name, severity)
select 11, n, 'postcode_unreadable', 'postcode', case when n > 140 then 'warning' else 'critical' end
from generate_series(7, 160) as n;
insert into raw.notice (delivery_id, code, row_count)
values (11, 'unknown_column', 2), (11, 'total_row', 1), (11, 'encoding_differs', 0), (11, '<i>vreemd</i>', 0);

insert into raw.file_look (
    corporation, file_name, size_bytes, modified_at, first_seen_at, same_since_at, looked_at, refused_code
)
values
(
    'lekstedewonen', 'lijst van mevrouw <u>Kanarievogel</u>.docx', 1, '2026-03-23', '2026-03-23', '2026-03-23', '2026-03-23',
    'name_not_allowed'
),
('viveste', 'huurachterstand_mitros_20260322.csv', 1, '2026-03-22', '2026-03-22', '2026-03-22', '2026-03-22', 'other_corporation'),
('viveste', 'klaar.csv', 1, '2026-03-22', '2026-03-22', '2026-03-22', '2026-03-22', null);

insert into core.user_role (user_name, role, granted_by)
values
('sanne', 'steward', 'beheer'),
('pieter', 'privacy_officer', 'beheer'),
('otto', 'operator', 'beheer'),
('coos', 'coordinator', 'beheer'),
('wil', 'wil_lead', 'beheer');
