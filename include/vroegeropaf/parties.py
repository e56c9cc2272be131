"""Who takes part in the covenant, each with its validity: corporations, municipalities, WIL, functions."""

from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, EmailStr, ValidationError, model_validator

from vroegeropaf.errors import ConfigurationError

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """Base of all configuration models: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Validity(Strict):
    """From when to when something holds; both ends included."""

    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _order(self) -> "Validity":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def holds_on(self, day: date) -> bool:
        """Return whether this holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Corporation(Validity):
    """A housing corporation; its code is the key in the file."""

    name: str
    contact_email: EmailStr


class Municipality(Validity):
    """A municipality of the covenant's area."""


class HelpBody(Strict):
    """The debt-help body (WIL)."""

    name: str
    contact_email: EmailStr


class Functions(Strict):
    """Mailboxes of functions, never of persons."""

    coordinator: EmailStr
    wil_lead: EmailStr
    steward: EmailStr
    operator: EmailStr


class Parties(Strict):
    """All parties of the region."""

    corporations: dict[str, Corporation]
    municipalities: dict[str, Municipality]
    help_body: HelpBody
    functions: Functions

    def corporations_on(self, day: date) -> list[str]:
        """Return the codes of the corporations that take part on `day`, in the order of the file."""
        return [code for code, party in self.corporations.items() if party.holds_on(day)]


class _Loader(yaml.SafeLoader):
    """Reads YAML in which no key stands twice, where the standard loader keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found = super().construct_mapping(node, deep)
        if len(found) < len(node.value) and all(
            key.tag != "tag:yaml.org,2002:merge" for key, _ in node.value
        ):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return found


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file, or a ConfigurationError that names it."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        raise ConfigurationError(
            "config_missing", f"{path.name} is not in the configuration directory"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError("config_unreadable", f"{path.name} is not valid YAML: {error}") from None


def parse(model: type[M], content: Any, name: str) -> M:
    """Return `content` as `model`; one ConfigurationError names every mistake and its place."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise ConfigurationError("config_invalid", f"{name}: {faults}") from None


def load(config_dir: Path) -> Parties:
    """Return the parties of ``parties.yaml``."""
    return parse(Parties, read_yaml(config_dir / "parties.yaml"), "parties.yaml")
