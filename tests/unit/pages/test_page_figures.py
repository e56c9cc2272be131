"""The figures of the page: months, missing lists, shares, days left."""

from datetime import date

import pytest

from vroegeropaf.parties import Parties
from vroegeropaf_airflow.pages import figures, words

PARTIES = Parties.model_validate(
    {
        "corporations": {
            code: {"name": code.title(), "contact_email": f"a@{code}.example", "valid_from": date(2015, 1, 1)}
            for code in ("mitros", "viveste", "portaal")
        },
        "municipalities": {},
        "help_body": {"name": "WIL", "contact_email": "a@wil.example"},
        "functions": dict.fromkeys(("coordinator", "wil_lead", "steward", "operator"), "a@b.example"),
    }
)
MONTHS = [date(2026, 3, 1), date(2026, 2, 1)]
CASE = {
    "case_no": "VE-000001",
    "municipality": "Houten",
    "is_bailiff_estimated": False,
    "booked_day_part": None,
    "booked_on": None,
    "hold_reason": None,
    "is_crisis": False,
}


def delivery(corporation: str, kind: str = "arrears", verdict: str = "accepted") -> dict:
    """Return a delivery as the query gives it."""
    return {
        "delivery_id": 1,
        "corporation": corporation,
        "kind": kind,
        "reference_on": date(2026, 3, 2),
        "verdict": verdict,
        "reason_code": None,
        "rows_read": 3,
        "rows_accepted": 3,
        "rows_rejected": 0,
    }


@pytest.mark.parametrize(
    ("months", "wanted", "expected"),
    [
        (MONTHS, "2026-02", date(2026, 2, 1)),
        (MONTHS, None, date(2026, 3, 1)),
        (MONTHS, "2025-01", date(2026, 3, 1)),
        (MONTHS, "<script>", date(2026, 3, 1)),
        ([], "2026-02", date(2026, 4, 1)),
    ],
)
def test_the_shown_month_is_the_wanted_one_or_the_latest(months, wanted, expected):
    """An unknown month shows the latest with a delivery, an empty database the present month."""
    assert figures.choose_month(months, wanted, date(2026, 4, 17)) == expected


def test_who_delivered_nothing_is_listed_too():
    """Every corporation has a line: delivered, late with the day it was expected, or nothing yet."""
    lines = figures.list_deliveries(
        [delivery("mitros"), delivery("viveste", kind="withdrawal")],
        ["mitros", "viveste", "portaal"],
        {"portaal": date(2026, 3, 20)},
        PARTIES,
    )
    assert [(line.corporation, line.kind, line.verdict, line.tone) for line in lines] == [
        ("Mitros", "lijst", "goedgekeurd", "good"),
        ("Portaal", "lijst", "te laat", "bad"),
        ("Viveste", "afmelding", "goedgekeurd", "good"),
        ("Viveste", "lijst", "nog niets ontvangen", "none"),
    ]


def test_a_corporation_that_left_keeps_its_line():
    """A code that the configuration no longer knows is shown as it is, not dropped."""
    assert figures.list_deliveries([delivery("weg")], [], {}, PARTIES)[0].corporation == "weg"


def test_the_funnel_compares_each_step_with_the_one_before():
    """Shares go from step to step; after an empty step there is none."""
    steps = [
        {"step": "delivered_rows", "item_count": 10},
        {"step": "signals", "item_count": 5},
        {"step": "persons", "item_count": 0},
        {"step": "households", "item_count": 0},
    ]
    assert [(bar.label, bar.share) for bar in figures.funnel(steps)] == [
        ("Aangeleverde rijen", None),
        ("Signalen", 0.5),
        ("Personen", 0.0),
        ("Huishoudens", None),
    ]


def test_outcomes_are_added_up_and_sorted():
    """Counts of the same code are one bar; the largest comes first and shares add up to one."""
    rows = [
        {"pilot_outcome": code, "case_count": count}
        for code, count in [("geen", 1), ("regeling", 2), ("geen", 1)]
    ]
    bars = figures.shares(rows, "pilot_outcome", {"geen": "Geen"})
    assert [(bar.label, bar.count, bar.share) for bar in bars] == [("Geen", 2, 0.5), ("regeling", 2, 0.5)]


@pytest.mark.parametrize(
    ("bailiff_on", "days_left"),
    [(date(2026, 4, 3), -1), (date(2026, 4, 7), 0), (date(2026, 4, 8), 1), (date(2026, 4, 14), 5)],
)
def test_days_left_are_working_days(bailiff_on, days_left):
    """Weekend and Easter do not count: Good Friday lies one working day before the Tuesday after Easter."""
    assert figures.deadline({**CASE, "bailiff_on": bailiff_on}, date(2026, 4, 7)).days_left == days_left


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({}, ""),
        ({"is_crisis": True}, "spoed"),
        ({"is_crisis": True, "hold_reason": "guardian"}, "wacht: bewindvoerder?"),
    ],
)
def test_a_hold_is_named_before_haste(change, note):
    """A case that waits for a judgement says so, also in a crisis."""
    assert figures.deadline({**CASE, **change, "bailiff_on": date(2026, 4, 7)}, date(2026, 4, 1)).note == note


def test_unknown_codes_are_shown_as_they_are():
    """A code without words loses only its underscores; no code gives nothing."""
    assert words.say({}, "brand_new") == "brand new"
    assert words.say({}, None) == ""
