"""A line of the feedback file: received, or rejected with its rules."""

from datetime import date

import pytest

from vroegeropaf.deliveries import feedback_file
from vroegeropaf.deliveries.profiles import Profile

PROFILE = Profile(expected_workday=15, columns={"postcode": "PC"})
ROW = {
    "line_no": 3,
    "tenant_no": "H1",
    "contract_no": "C1",
    "is_accepted": True,
    "is_received": True,
    "rules": None,
    "columns": None,
}
BAD = ROW | {"is_accepted": False, "is_received": False}


@pytest.mark.parametrize(
    ("row", "reason", "expected"),
    [
        (ROW, None, ("ONTVANGEN", "", "")),
        # a steward took it with its fault: it was received all the same
        (ROW | {"rules": ["duplicate"], "columns": ["contractnummer"]}, None, ("ONTVANGEN", "", "")),
        (
            BAD | {"rules": ["postcode_unreadable"], "columns": ["postcode"]},
            None,
            ("AFGEKEURD", "postcode_unreadable", "De postcode is niet te lezen (kolom PC)."),
        ),
        (
            BAD | {"rules": ["date_unreadable", "width_differs"], "columns": ["geboortedatum", ""]},
            "refused_by_steward",
            (
                "AFGEKEURD",
                "date_unreadable width_differs",
                "Een datum is niet te lezen (kolom geboortedatum)."
                " De rij heeft meer of minder cellen dan de kopregel.",
            ),
        ),
        (
            BAD,
            "refused_by_steward",
            ("AFGEKEURD", "refused_by_steward", "De gegevensbeheerder heeft het afgekeurd."),
        ),
        (
            ROW | {"is_received": False},
            None,
            (
                "AFGEKEURD",
                "withdrawn_before",
                "Dit contract is eerder afgemeld; daarom komt er geen bezoek.",
            ),
        ),
        (BAD, None, ("AFGEKEURD", "not_chosen", "Deze rij is bij het nakijken niet verwerkt.")),
    ],
)
def test_each_row_gets_a_status_and_a_reason(row, reason, expected):
    """Received rows need no word; rejected ones name the rule, in words and under their own header."""
    assert feedback_file.line(row, reason, PROFILE) == (3, "H1", "C1", *expected)


def test_the_name_is_the_same_at_every_try():
    """Corporation, reference date, delivery: a repeat overwrites, another delivery does not."""
    name = feedback_file.file_name("viveste", date(2026, 3, 16), 12)
    assert name == "terugkoppeling_viveste_20260316_12.csv"
