"""
The canonical columns of the file contract: Dutch header, English key, how to read, what is needed. Pure
data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from vroegeropaf.deliveries import values
from vroegeropaf.deliveries.names import Kind

Need = Literal["must", "effort", "may"]


@dataclass(frozen=True)
class Field:
    """
    One column of the contract.

    Parameters
    ----------
    header
        Canonical Dutch header.
    key
        Name of the value in code and in ``core.signal``.
    read
        Turns a cell into a value; raises ``values.Unreadable``.
    need
        ``must``: the column must be there and an unreadable cell rejects the row. ``effort``: judged by
        ``legal``. ``may``: an unreadable cell is dropped with a warning.
    """

    header: str
    key: str
    read: Callable[[str], Any]
    need: Need = "may"


REFERENCE = (
    Field("corporatie", "corporation", values.text, "must"),
    Field("peildatum", "reference_on", values.day, "must"),
    Field("huurdernummer", "tenant_no", values.text, "must"),
    Field("contractnummer", "contract_no", values.text, "must"),
)
EFFORTS = (
    Field("datum_herinnering", "reminder_on", values.day, "effort"),
    Field("datum_contactpoging", "contact_attempt_on", values.day, "effort"),
    Field("schuldhulp_gewezen", "debt_help_pointed_on", values.day_or_flag, "effort"),
    Field("datum_aanbod", "offer_on", values.day, "effort"),
    Field("bezwaar", "has_objection", values.flag, "effort"),
)
ARREARS = (
    *REFERENCE,
    Field("soort_eenheid", "unit_kind", values.word, "must"),
    Field("voorletters", "initials", values.initials),
    Field("voornaam", "first_name", values.text),
    Field("tussenvoegsel", "surname_prefix", values.text),
    Field("achternaam", "surname", values.text, "must"),
    Field("geboortedatum", "born_on", values.day),
    Field("straat", "street", values.text),
    Field("huisnummer", "house", values.house_number, "must"),
    Field("huisletter", "house_letter", values.text),
    Field("toevoeging", "house_addition", values.text),
    Field("postcode", "postcode", values.postcode, "must"),
    Field("plaats", "place", values.text),
    Field("telefoon", "phone", values.phone),
    Field("email", "email", values.email),
    Field("maandhuur", "rent_eur", values.amount),
    Field("achterstand", "arrears_eur", values.amount, "must"),
    Field("aantal_maanden", "arrears_months", values.number),
    Field("oudste_vervaldatum", "oldest_due_on", values.day, "must"),
    *EFFORTS,
    Field("betalingsregeling", "has_arrangement", values.flag),
    Field("deurwaarderdossier", "has_bailiff_file", values.flag),
    Field("bewindvoerder", "has_guardian", values.flag),
    Field("datum_14dagenbrief", "letter_14_days_on", values.day),
    Field("datum_overdracht", "handover_on", values.day),
    Field("huur_vanaf", "tenancy_from", values.day),
    Field("huur_tot", "tenancy_to", values.day),
    Field("medehuurder", "is_co_tenant", values.flag),
)
WITHDRAWAL = (*REFERENCE, Field("reden", "reason", values.word, "must"))

OF_KIND: dict[Kind, tuple[Field, ...]] = {"arrears": ARREARS, "withdrawal": WITHDRAWAL}
HEADERS = frozenset(field.header for fields in OF_KIND.values() for field in fields)
DECIMAL_KEYS = frozenset({"rent_eur", "arrears_eur", "arrears_months"})
HOMES = "woning"
OTHER_UNITS = frozenset({"parkeerplaats", "garage", "berging", "bedrijfsruimte", "overig"})
OBJECTED = "bezwaar"
REASONS = frozenset({"betaald", "regeling", OBJECTED, "onterecht", "overleden", "verhuisd", "overgedragen"})
