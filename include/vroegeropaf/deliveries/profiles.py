"""The profile of a corporation: how it writes its files, and what it declared once for all its rows."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from vroegeropaf.deliveries.fields import HEADERS
from vroegeropaf.parties import Strict, parse, read_yaml


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
    words of the contract, per canonical field.
    """

    list_kind: Literal["new_only", "full"] = "new_only"
    delimiter: Literal[";", ",", "\t"] = ";"
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    decimal: Literal[",", "."] = ","
    expected_workday: int = Field(ge=1, le=23)
    handover_days: int | None = Field(default=None, gt=0, le=365)
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    declarations: Declarations = Declarations()

    @field_validator("columns", "values")
    @classmethod
    def _known(cls, mapping: dict[str, object]) -> dict[str, object]:
        if strange := sorted(set(mapping) - HEADERS):
            raise ValueError(f"no fields of the contract: {', '.join(strange)}")
        return mapping

    @model_validator(mode="after")
    def _one_header_each(self) -> "Profile":
        headers = [header.casefold() for header in self.columns.values()]
        if len(headers) != len(set(headers)):
            raise ValueError("two fields are mapped to the same header")
        return self

    def header(self, field: str) -> str:
        """Return the corporation's header of a canonical field."""
        return self.columns.get(field, field)


@lru_cache
def load(config_dir: Path, corporation: str) -> Profile:
    """Return the profile ``profiles/<corporation>.yaml``; ConfigurationError when it is missing or wrong."""
    return load_file(config_dir / "profiles" / f"{corporation}.yaml")


def load_file(path: Path) -> Profile:
    """Return the profile of one file, e.g. one that is tried out with ``vroegeropaf check --profile``."""
    return parse(Profile, read_yaml(path), path.name)
