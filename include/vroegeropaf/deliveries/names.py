"""What a file name in an inbox says: kind, corporation, reference date. Pure and strict."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["arrears", "withdrawal"]
COMPANION = ".klaar"
UNFINISHED = (".part", ".tmp", ".filepart", ".partial", ".crdownload")

_NAME = re.compile(
    r"(?P<kind>huurachterstand|afmelding)_(?P<corporation>[a-z0-9_]+?)_(?P<day>\d{8})"
    r"(?:_(?P<number>\d{1,3}))?\.(?:csv|xlsx)",
    re.ASCII,
)
_KINDS: dict[str, Kind] = {"huurachterstand": "arrears", "afmelding": "withdrawal"}


@dataclass(frozen=True)
class DeliveryName:
    """A file name that keeps the contract."""

    name: str
    kind: Kind
    corporation: str
    reference_on: date

    @property
    def companion(self) -> str:
        """Name of the ready marker that may lie beside the file."""
        return self.name + COMPANION

    @property
    def is_workbook(self) -> bool:
        """Whether the file is Excel's; otherwise it is text."""
        return self.name.endswith(".xlsx")


@dataclass(frozen=True)
class RefusedName:
    """
    A name that we leave alone.

    Codes: ``name_not_allowed``, ``other_corporation``, ``name_date_invalid``.
    """

    code: str


def is_aside(name: str) -> bool:
    """Return whether the file is no delivery itself: a ready marker, hidden, or an unfinished upload."""
    return name.endswith((COMPANION, *UNFINISHED)) or (name.startswith(".") and "/" not in name)


def parse(name: str, corporation: str) -> DeliveryName | RefusedName:
    """Return what the name in the inbox of `corporation` says, or why we leave the file alone."""
    match = _NAME.fullmatch(name)
    if match is None or (match["number"] and match["kind"] == "huurachterstand"):
        return RefusedName("name_not_allowed")
    if match["corporation"] != corporation:
        return RefusedName("other_corporation")
    try:
        reference_on = datetime.strptime(match["day"], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return RefusedName("name_date_invalid")
    return DeliveryName(name, _KINDS[match["kind"]], corporation, reference_on)
