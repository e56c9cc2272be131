"""Profiles, ready markers, suites, the question, and the verdict of the command line."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from vroegeropaf.deliveries import (
    check,
    companion,
    expectations,
    fields,
    forbidden,
    legal,
    profiles,
    question,
)
from vroegeropaf.deliveries.companion import Companion
from vroegeropaf.errors import ConfigurationError, VroegEropafError

DAY = date(2026, 3, 16)


def test_profile_of_every_corporation_loads(region):
    """Each corporation of the region has a profile that keeps the rules."""
    for corporation in region.parties.corporations:
        assert profiles.load(region.config_dir, corporation).handover_days > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": {"kleur": "Kleur"}}, "no fields of the contract"),
        ({"columns": {"plaats": "A", "straat": "a"}}, "same header"),
        ({"delimiter": "|"}, "delimiter"),
        ({"colour": 1}, "Extra inputs"),
        ({"expected_workday": 0}, "expected_workday"),
    ],
)
def test_wrong_profile_is_told_in_words(tmp_path, change, words):
    """A mistake in a profile is one clear error with its place."""
    path = tmp_path / "viveste.yaml"
    path.write_text(yaml.safe_dump({"expected_workday": 15} | change), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
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
    assert all(question.sentence(code) != code for code in legal.CODES)


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
