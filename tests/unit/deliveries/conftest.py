"""A small arrears file with invented persons, to be bent by each test."""

from collections.abc import Callable
from datetime import date

import pytest

REFERENCE_ON = date(2026, 3, 16)
CELLS = {
    "corporatie": "viveste",
    "peildatum": "16-03-2026",
    "huurdernummer": "H1",
    "contractnummer": "C1",
    "soort_eenheid": "woning",
    "voorletters": "J.P.",
    "achternaam": "Voorbeeld",
    "geboortedatum": "04-05-1980",
    "straat": "Teststraat",
    "huisnummer": "12",
    "postcode": "3991 AB",
    "plaats": "Houten",
    "maandhuur": "612,50",
    "achterstand": "1.225,00",
    "oudste_vervaldatum": "01-02-2026",
    "datum_herinnering": "06-02-2026",
    "datum_contactpoging": "20-02-2026",
    "schuldhulp_gewezen": "06-02-2026",
    "datum_aanbod": "06-02-2026",
    "bezwaar": "N",
    "datum_overdracht": "01-05-2026",
}
Build = Callable[..., bytes]


@pytest.fixture
def cells() -> dict[str, str]:
    """The cells of one good row."""
    return dict(CELLS)


@pytest.fixture
def build() -> Build:
    """Return a file of `rows` rows; `changes` per record number, `without` and `extra` columns."""

    def make(
        rows: int = 1,
        changes: dict[int, dict[str, str]] | None = None,
        without: tuple[str, ...] = (),
        extra: dict[str, list[str]] | None = None,
        encoding: str = "utf-8",
    ) -> bytes:
        headers = [header for header in CELLS if header not in without] + list(extra or {})
        lines = [";".join(headers)]
        for number in range(1, rows + 1):
            row = CELLS | {"huurdernummer": f"H{number}", "contractnummer": f"C{number}"}
            row |= {header: values[number - 1] for header, values in (extra or {}).items()}
            row |= (changes or {}).get(number, {})
            lines.append(";".join(row[header] for header in headers))
        return ("\r\n".join(lines) + "\r\n").encode(encoding)

    return make
