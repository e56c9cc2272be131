"""File names keep the contract, or the file is left alone."""

from datetime import date

import pytest

from vroegeropaf.deliveries import names
from vroegeropaf.deliveries.names import DeliveryName, RefusedName


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("huurachterstand_jutphaas_wonen_20260316.csv", "arrears"),
        ("afmelding_jutphaas_wonen_20260316.csv", "withdrawal"),
        ("afmelding_jutphaas_wonen_20260316_2.csv", "withdrawal"),
    ],
)
def test_names_of_the_contract_are_understood(name, kind):
    """Kind, corporation and reference date stand in the name, also with an underscore in the code."""
    assert names.parse(name, "jutphaas_wonen") == DeliveryName(
        name, kind, "jutphaas_wonen", date(2026, 3, 16)
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("huurachterstand_mitros_20260316.csv", "other_corporation"),
        ("huurachterstand_viveste_20260231.csv", "name_date_invalid"),
        ("huurachterstand_viveste_20260316_2.csv", "name_not_allowed"),
        ("../../huurachterstand_viveste_20260316.csv", "name_not_allowed"),
        ("Huurachterstand_viveste_20260316.csv", "name_not_allowed"),
        ("huurachterstand_viveste_20260316.csv\n", "name_not_allowed"),
        ("huurachterstand_viveste_٢٠٢٦٠٣١٦.csv", "name_not_allowed"),
        ("vakantie.jpg", "name_not_allowed"),
    ],
)
def test_other_names_are_left_alone_with_a_code(name, code):
    """A strange name never crashes the look; its code says why it is left alone."""
    assert names.parse(name, "viveste") == RefusedName(code)


@pytest.mark.parametrize("name", ["x.csv.klaar", "x.csv.part", "x.tmp", "x.filepart", ".hidden"])
def test_markers_and_unfinished_uploads_are_no_deliveries(name):
    """Ready markers and temporary names are not judged as deliveries."""
    assert names.is_aside(name)
