"""The profile of a corporation: how it writes its files, and what it declared once for all its rows."""

import difflib
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from vroegeropaf.deliveries.fields import ARREARS, HEADERS, HOMES, OTHER_UNITS, REASONS
from vroegeropaf.deliveries.values import FLAGS, flag
from vroegeropaf.errors import ConfigurationError
from vroegeropaf.parties import Strict, parse, read_yaml

# The closed lists of the contract; J and N may be written in every way that a file may write them.
WORDS = {
    "soort_eenheid": frozenset({HOMES, *OTHER_UNITS}),
    "reden": REASONS,
    "schuldhulp_gewezen": frozenset(FLAGS),
    **{field.header: frozenset(FLAGS) for field in ARREARS if field.read is flag},
}


class LetterDeclaration(Strict):
    """It stands in this letter: true for reminders dated `since` or later."""

    letter: str = Field(min_length=1)
    since: date


class StatementDeclaration(Strict):
    """A statement of the corporation that holds for lists of `since` or later."""

    statement: str = Field(min_length=1)
    since: date


class Declarations(Strict):
    """What a corporation declared with a date instead of giving a column (law since 2021, four efforts)."""

    debt_help_in_reminder: LetterDeclaration | None = None
    offer_in_reminder: LetterDeclaration | None = None
    objections_removed: StatementDeclaration | None = None


class Profile(Strict):
    """
    One corporation's house style.

    `columns` maps a canonical field to their header (absent: the canonical name), `values` their words to the
    words of the contract, per canonical field. `pad_zeros` gives the width of numbers whose leading zeros
    their spreadsheet eats, see `pad`.
    """

    list_kind: Literal["new_only", "full"] = "new_only"
    delimiter: Literal[";", ",", "\t"] = ";"
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    decimal: Literal[",", "."] = ","
    expected_workday: int = Field(ge=1, le=23)
    handover_days: int | None = Field(default=None, gt=0, le=365)
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    pad_zeros: dict[Literal["huurdernummer", "contractnummer"], Annotated[int, Field(ge=2, le=20)]] = Field(
        default_factory=dict
    )
    declarations: Declarations = Declarations()

    @field_validator("columns", "values")
    @classmethod
    def _known(cls, mapping: dict[str, object]) -> dict[str, object]:
        if strange := sorted(set(mapping) - HEADERS):
            raise ValueError(f"no fields of the contract: {', '.join(map(_with_hint, strange))}")
        return mapping

    @field_validator("columns")
    @classmethod
    def _one_header_each(cls, columns: dict[str, str]) -> dict[str, str]:
        fields_of: dict[str, list[str]] = {}
        for field, header in columns.items():
            if not (bare := normal(header)):
                raise ValueError(f"{field} has an empty header; leave the line out")
            fields_of.setdefault(bare, []).append(field)
        for header, named in fields_of.items():
            if len(named) > 1:
                raise ValueError(f"{' and '.join(named)} are mapped to the same header, {header}")
            if header in HEADERS - set(columns) and header != named[0]:
                raise ValueError(f"{named[0]} takes the header {header}, which is a field too: map {header}")
        return columns

    @field_validator("values", mode="before")
    @classmethod
    def _quoted(cls, values: object) -> object:
        mappings = values.items() if isinstance(values, dict) else ()
        for field, words in mappings:
            for theirs, ours in words.items() if isinstance(words, dict) else ():
                if not (isinstance(theirs, str) and isinstance(ours, str)):
                    raise ValueError(
                        f"{field}: YAML reads no words in {theirs}: {ours}; write both in quotes"
                    )
        return values

    @field_validator("values")
    @classmethod
    def _words_of_contract(cls, values: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for field, words in values.items():
            allowed = WORDS.get(field)
            for theirs, ours in words.items():
                if allowed and ours.casefold() not in allowed:
                    choice = ", ".join(sorted(allowed))
                    raise ValueError(f"{field}: {theirs} becomes {ours}, but the contract knows {choice}")
        return values

    def header(self, field: str) -> str:
        """Return the corporation's header of a canonical field."""
        return self.columns.get(field, field)


def pad(cell: str, width: int) -> str:
    """Return a number of digits only with the zeros on the left that a spreadsheet ate; else the cell."""
    digits = cell.strip()
    return digits.zfill(width) if digits.isascii() and digits.isdigit() else cell


def normal(header: str) -> str:
    """Return a header in the one form in which headers are compared: NFC, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", header).replace("\ufeff", "").casefold().split())


@lru_cache
def load(config_dir: Path, corporation: str, today: date | None = None) -> Profile:
    """Return the profile ``profiles/<corporation>.yaml``; ConfigurationError when it is missing or wrong."""
    return load_file(config_dir / "profiles" / f"{corporation}.yaml", today)


def load_file(path: Path, today: date | None = None) -> Profile:
    """
    Return the profile of one file, e.g. one that is tried out with ``vroegeropaf check --profile``.

    Parameters
    ----------
    path
        A YAML file.
    today
        Day on which a person looks at it: a declaration of a later day is then a mistake. A list is never
        judged by it, because a declaration holds for lists of its day or later only.

    Raises
    ------
    ConfigurationError
        ``config_missing``, ``config_unreadable`` or ``config_invalid``, with the place of each mistake.
    """
    profile = parse(Profile, read_yaml(path), path.name)
    for name, declared in profile.declarations:
        if today is not None and declared is not None and declared.since > today:
            place = f"{path.name}: declarations.{name}.since"
            raise ConfigurationError("config_invalid", f"{place}: {declared.since} lies in the future")
    return profile


def _with_hint(word: str) -> str:
    near = difflib.get_close_matches(word.casefold(), sorted(HEADERS), 1)
    return f"{word} (do you mean {near[0]}?)" if near else word
