"""Profiles, ready markers, suites, the question, and the verdict of the command line."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from vroegeropaf.deliveries import (
    assess,
    check,
    companion,
    expectations,
    fields,
    forbidden,
    legal,
    profiles,
    words,
)
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.errors import ConfigurationError, VroegEropafError

DAY = date(2026, 3, 16)


def test_profile_of_every_corporation_loads(region):
    """Each corporation of the region has a profile that keeps the rules."""
    for corporation in region.parties.corporations:
        assert profiles.load(region.config_dir, corporation).handover_days > 0


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"columns": {"kleur": "Kleur"}}, "no fields of the contract"),
        ({"columns": {"plaats": "A", "straat": "a"}}, "same header"),
        ({"delimiter": "|"}, "delimiter"),
        ({"colour": 1}, "Extra inputs"),
        ({"expected_workday": 0}, "expected_workday"),
    ],
)
def test_wrong_profile_is_told_in_words(tmp_path, change, told):
    """A mistake in a profile is one clear error with its place."""
    path = tmp_path / "viveste.yaml"
    path.write_text(yaml.safe_dump({"expected_workday": 15} | change), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=told):
        profiles.load_file(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"rijen": 2, "totaal_cent": 245000, "sha256": "AB"}', Companion(2, 245000, "ab")),
        (b"\xef\xbb\xbf{}", Companion()),
        (b'{"rijen": "2"}', None),
        (b'{"rijen": true}', None),
        (b'{"sha256": 1}', None),
        (b"[]", None),
        (b"klaar", None),
        (b"\xff", None),
        (b"[" * 9_000, None),
        (b" " * 20_000, None),
    ],
)
def test_ready_markers_are_read_or_left(content, expected):
    """A marker says what it says; one that cannot be read is as none at all."""
    assert companion.parse(content) == expected


def test_suites_are_complete():
    """Every rule of the suites has a code, a column of the contract and a Dutch sentence."""
    for name in ("rows", "file"):
        for rule in expectations.rules(name).values():
            assert rule.column in fields.HEADERS or rule.code == "rows_unusual"
            assert rule.sentence.endswith(".")
    assert not set(expectations.rules("rows")) & set(expectations.rules("file"))


@pytest.mark.parametrize(
    "change",
    [
        {"severity": "fatal"},
        {"kwargs": {"column": "income"}},
        {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "surname"}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "age_years"}},
        {"meta": {"rule": "duplicate"}},
        {"meta": {"rule": "duplicate", "field": "x", "nl": "x"}},
        {"notes": "x"},
    ],
)
def test_suite_entry_that_would_always_pass_is_refused(change):
    """What the engine forgives is refused: no bound, no regex, no such column or severity."""
    entries = [dict(entry) for entry in expectations.entries("rows")]
    entries[0] |= change
    with pytest.raises(ConfigurationError, match="suite_invalid"):
        expectations.check_entries("rows", entries)


def test_every_legal_code_has_a_sentence():
    """A steward never reads a bare code for what the law forbids."""
    assert all(words.sentence(code) != code for code in legal.CODES)


@pytest.mark.parametrize("raised", [{}, {"raised_exception": False}])
def test_rule_that_ran_is_no_error(raised):
    """The usual shape of the engine's answer is no error; the other shape is."""
    assert not expectations.is_error(raised)
    assert expectations.is_error({"metric": {"exception_message": "x"}})
    assert expectations.is_error({"raised_exception": True})


@pytest.mark.parametrize("headers", [["achternaam", "reden", "plaats"], sorted(fields.HEADERS)])
def test_contract_headers_are_not_forbidden(headers):
    """No header of the contract looks like a forbidden one."""
    assert not forbidden.names(headers)


def test_refused_file_prints_as_json(region, build, tmp_path):
    """The command line tells a refusal as numbers and codes, without any cell."""
    path = tmp_path / "huurachterstand_viveste_20260316.csv"
    path.write_bytes(build(extra={"BSN": ["1"]}))
    found = check.check_path(path, "viveste", region, DAY)
    assert json.loads(json.dumps(found.to_json())) == {
        "verdict": "refused",
        "reason": "forbidden_column",
        "rows": 0,
        "accepted": 0,
        "accepted_cents": 0,
        "rejected": [],
        "notices": [],
    }
    other = check.check_file(b"", "vakantie.csv", "viveste", region, DAY)
    assert other.reason == "name_not_allowed"


def test_wrong_use_of_the_check_is_told(region, build):
    """An unknown corporation or a file that is not there is one clear error."""
    with pytest.raises(ConfigurationError, match="corporation_unknown"):
        check.check_file(b"", "x.csv", "nergens", region, None)
    with pytest.raises(VroegEropafError, match="file_missing"):
        check.check_path(Path("nergens.csv"), "viveste", region, None)


SOURCES = Path(assess.__file__).parent


@pytest.mark.parametrize(
    ("files", "pattern", "known"),
    [
        ("*.py", r'GateRefusal\(\s*"(\w+)"', words.REASONS),
        ("verdict.py", r'return (?:"held", )?"(\w+_\w+)"', words.REASONS),
        ("*.py", r'RefusedName\("(\w+)"\)', words.LEFT_ALONE),
        ("*.py", r'Unreadable\(\s*"(\w+)"', words.SENTENCES),
    ],
)
def test_every_code_that_is_raised_has_words(files, pattern, known):
    """Gates, verdicts, file names and cells raise no code that a steward or a corporation reads bare."""
    raised = {
        code
        for source in SOURCES.glob(files)
        for code in re.findall(pattern, source.read_text(encoding="utf-8"))
    }
    assert raised
    assert raised <= set(known)


def test_reasons_fit_in_a_sentence_and_notices_are_one():
    """A reason is a clause, also after a colon; notices and faults are whole sentences."""
    for clause in (*words.REASONS.values(), *words.ADVICE.values()):
        assert clause[0].islower()
        assert not clause.endswith(".")
    assert words.reason("header_missing") == "Een verplichte kolom ontbreekt."
    assert words.reason("no_such_code") == "no_such_code"
    for sentence in (*words.NOTICES.values(), *words.SENTENCES.values()):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert set(words.ADVICE) <= set(words.REASONS)


def test_a_rule_that_could_not_run_accuses_no_row():
    """Among the notices, the code of a row rule means that the rule did not run; a file rule fired."""
    assert words.notice("surname_missing") == "Deze controle kon niet draaien: De achternaam ontbreekt."
    assert words.notice("arrears_mostly_equal").startswith("Bijna alle achterstanden zijn gelijk")
    assert words.notice("empty_row") == "Lege rijen zijn overgeslagen."
    assert words.notice("no_such_code") == "no_such_code"


@pytest.mark.parametrize("airflow_url", ["https://airflow.example", "https://airflow.example/"])
def test_the_page_of_a_delivery_has_one_address(airflow_url):
    """Questions and mails link to the page inside Airflow, whose address carries the page's own path."""
    expected = "https://airflow.example/plugin/kwaliteit/vroegeropaf/kwaliteit/12"
    assert words.page(airflow_url, 12) == expected
