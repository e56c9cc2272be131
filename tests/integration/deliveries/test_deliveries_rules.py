"""Each rule of include/expectations is built as written and fires on a row that breaks it, and only then."""

import copy
from datetime import date, timedelta
from decimal import Decimal

import pytest

from vroegeropaf.deliveries import expectations, frame
from vroegeropaf.deliveries.reader import Row
from vroegeropaf.errors import ConfigurationError
from vroegeropaf.region import load
from vroegeropaf.settings import INCLUDE

DAY = date(2026, 3, 16)
NO_REPEATS = frame.Repeats()
REPEATS = {
    "duplicate": frame.Repeats(duplicates=frozenset({11})),
    "duplicate_conflicting": frame.Repeats(conflicts=frozenset({11})),
}
QUALITY = load(INCLUDE / "config").policy.quality
GOOD = {
    "tenant_no": "H1",
    "contract_no": "C1",
    "unit_kind": "woning",
    "surname": "Voorbeeld",
    "born_on": date(1980, 5, 4),
    "house_number": 12,
    "postcode": "3991AB",
    "rent_eur": Decimal("612.50"),
    "arrears_eur": Decimal("1225.00"),
    "arrears_months": Decimal("2.0"),
    "oldest_due_on": date(2026, 2, 1),
    "letter_14_days_on": date(2026, 3, 1),
    "handover_on": date(2026, 5, 1),
    "tenancy_from": date(2010, 1, 1),
    "tenancy_to": date(2030, 1, 1),
}
BREAKS = {
    "tenant_no_missing": {"tenant_no": ""},
    "contract_no_missing": {"contract_no": None},
    "duplicate": {},
    "duplicate_conflicting": {},
    "unit_kind_missing": {"unit_kind": ""},
    "unit_kind_unknown": {"unit_kind": "woonboot"},
    "surname_missing": {"surname": ""},
    "surname_not_a_person": {"surname": "Bakkerij Voorbeeld B.V."},
    "house_number_missing": {"house_number": None},
    "postcode_missing": {"postcode": None},
    "arrears_missing": {"arrears_eur": None},
    "arrears_not_positive": {"arrears_eur": Decimal("0.00"), "rent_eur": None},
    "oldest_due_missing": {"oldest_due_on": None},
    "oldest_due_unusual": {"oldest_due_on": DAY - timedelta(days=101)},
    "age_implausible": {"born_on": DAY - timedelta(days=17 * 365)},
    "arrears_ratio_unusual": {"arrears_eur": Decimal("20000.00")},
    "arrears_months_unusual": {"arrears_months": Decimal("13.0")},
    "handover_passed": {"handover_on": DAY - timedelta(days=1)},
    "letter_after_reference_date": {"letter_14_days_on": DAY + timedelta(days=1)},
    "tenancy_order": {"tenancy_to": date(2009, 1, 1)},
    "surname_garbled": {"surname": "MÃ¼ller"},
}


def rows(broken: dict | None = None) -> list[Row]:
    """Return twelve good rows; the last one is bent."""
    found = [
        Row(
            number,
            number + 1,
            {},
            GOOD
            | {"tenant_no": f"H{number}", "contract_no": f"C{number}"}
            | {"arrears_eur": GOOD["arrears_eur"] + number},
        )
        for number in range(11)
    ]
    return [*found, Row(11, 12, {}, GOOD | (broken or {}))]


def run(found: list[Row], repeats: frame.Repeats = NO_REPEATS) -> expectations.Findings:
    """Run the rules about rows."""
    return expectations.run_rows(frame.columns(found, DAY, repeats))


def run_file(found: list[Row], rows_read: int = 12, previous: expectations.Previous | None = None):
    """Run the rules about the file."""
    table = frame.columns(found, DAY, NO_REPEATS) | {"rows_read": [rows_read] * len(found)}
    return expectations.run_file({name: table[name] for name in frame.FILE_NUMBERS}, previous, QUALITY)


def test_every_rule_has_a_row_that_breaks_it():
    """No rule of the suite is without its test."""
    assert set(BREAKS) == set(expectations.rules("rows"))


def test_good_rows_break_no_rule():
    """On good rows nothing fires and everything runs."""
    assert run(rows({"tenant_no": "H99", "contract_no": "C99"})) == expectations.Findings()
    assert run_file(rows(), previous=expectations.Previous(12, 1230.0)) == expectations.Findings()


@pytest.mark.parametrize("code", sorted(BREAKS))
def test_rule_fires_on_the_row_that_breaks_it_and_on_no_other(code):
    """Exactly this rule names exactly this record."""
    change = {"tenant_no": "H99", "contract_no": "C99"} | BREAKS[code]
    found = run(rows(change), REPEATS.get(code, NO_REPEATS))
    assert {finding.rule.code: finding.record_nos for finding in found.found} == {code: (11,)}
    assert found.not_run == ()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("birth_dates_often_missing", {"born_on": None}),
        ("handover_dates_often_missing", {"handover_on": None}),
        ("arrears_mostly_equal", {"arrears_eur": Decimal("1225.00")}),
    ],
)
def test_file_rule_fires_on_a_file_that_breaks_it(code, change):
    """A rule about the file as a whole names no record."""
    bent = [Row(row.record_no, row.line_no, {}, row.values | change) for row in rows({"tenant_no": "H99"})]
    found = run_file(bent)
    assert [(finding.rule.code, finding.record_nos) for finding in found.found] == [(code, ())]


@pytest.mark.parametrize(
    ("code", "previous", "rows_read"),
    [
        ("rows_unusual", expectations.Previous(25), 12),
        ("rows_unusual", expectations.Previous(10), 31),
        ("arrears_mean_unusual", expectations.Previous(12, 614.0), 12),
        ("arrears_mean_unusual", expectations.Previous(12, 2462.0), 12),
    ],
)
def test_previous_list_gives_the_bounds(code, previous, rows_read):
    """Half, double, or three times what the previous list was like is noticed; the bounds are parameters."""
    found = run_file(rows(), rows_read, previous)
    assert [finding.rule.code for finding in found.found] == [code]


def test_every_file_rule_has_its_test():
    """No rule about the file is without its test."""
    tested = {"birth_dates_often_missing", "handover_dates_often_missing", "arrears_mostly_equal"}
    assert set(expectations.rules("file")) == tested | {"rows_unusual", "arrears_mean_unusual"}


def test_suite_may_not_ask_for_a_parameter_that_nobody_gives():
    """A bound without a value would stop the engine in the middle of a check: it is refused on loading."""
    broken = copy.deepcopy(expectations.entries("file"))
    broken[-1]["kwargs"]["max_value"] = {"$PARAMETER": "no_such_bound"}
    with pytest.raises(ConfigurationError, match="no_such_bound"):
        expectations.check_entries("file", broken)


@pytest.mark.parametrize("surname", ["Bavinck", "van Nvidia", "Stichtinga", "De Bv-erg", "Holdinga"])
def test_ordinary_names_are_no_companies(surname):
    """Letters inside a name do not make a company of a person."""
    change = {"tenant_no": "H99", "contract_no": "C99", "surname": surname}
    assert run(rows(change)).found == ()


def test_rule_that_cannot_run_is_not_a_fault_of_the_data(monkeypatch):
    """When the engine stumbles, the rule is reported as not run, and no row is blamed."""
    whole = frame.columns

    def without_postcode(*args):
        table = whole(*args)
        del table["postcode"]
        return table

    monkeypatch.setattr(frame, "columns", without_postcode)
    found = run(rows({"tenant_no": "H99", "contract_no": "C99"}))
    assert found.not_run == ("postcode_missing",)
    assert found.found == ()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "expect_column_values_to_be_splendid"},
        {"kwargs": {"column": "surname", "colour": "red"}},
    ],
)
def test_suite_that_the_engine_would_silently_shrink_is_refused(change):
    """An unknown rule or argument stops the check; the engine itself would drop it with a log line."""
    broken = copy.deepcopy(expectations.entries("rows"))
    broken[3] |= change
    with pytest.raises(ConfigurationError, match="suite_invalid"):
        expectations.build("rows", broken)


def test_no_value_leaves_the_engine(caplog):
    """Results and logs of a run over a marked person hold record numbers only."""
    caplog.set_level("DEBUG")
    change = {"tenant_no": "H99", "contract_no": "C99", "surname": "Kanariepiet BV", "postcode": None}
    found = run(rows(change))
    assert len(found.found) == 2
    assert "Kanariepiet" not in repr(found) + caplog.text
