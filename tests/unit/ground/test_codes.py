"""Every code that people can meet stands in the table of the README, with what to do."""

import ast
import re
from collections.abc import Iterator, Set
from pathlib import Path

from vroegeropaf.deliveries import expectations, words
from vroegeropaf.settings import INCLUDE

REPOSITORY = INCLUDE.parent
SOURCES = (REPOSITORY / "include" / "vroegeropaf", REPOSITORY / "plugins" / "vroegeropaf_airflow")
# what carries a code as its first word
CARRIERS = frozenset(
    {"GateRefusal", "ExcelRefusal", "RefusedName", "Fault", "Unreadable", "ConfigurationError"}
    | {"PermanentError", "TransientError", "OutOfTimeError", "VroegEropafError"}
)
LOCAL = "local"  # parts of the demo explain themselves where they fail
FORM_FAULTS = "portal"  # its own Fault is a field of the form
CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def deliveries() -> list[Path]:
    """Return the modules that judge files."""
    return sorted((SOURCES[0] / "deliveries").glob("*.py"))


def said(path: Path, carriers: Set[str] = CARRIERS) -> Iterator[str]:
    """Yield the codes that a module gives to one of the carriers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name == "Fault" and FORM_FAULTS in path.parts:
            continue
        if name in carriers and isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
            yield str(first.value)


def all_codes() -> set[str]:
    """Return the codes of the sources, of the rules and of empty must-cells."""
    paths = [path for folder in SOURCES for path in folder.rglob("*.py") if LOCAL not in path.parts]
    found = {code for path in paths for code in said(path)}
    found |= set(expectations.rules("rows")) | set(expectations.rules("file"))
    return found | set(words.NOTICES) | {"quote_unreadable", "reason_missing"}


def in_readme() -> set[str]:
    """Return the codes in the first column of the table."""
    section = (
        (REPOSITORY / "README.md").read_text(encoding="utf-8").split("### All codes")[1].split("\n## ")[0]
    )
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([a-z0-9_]+)`", row)}


def test_every_code_is_explained():
    """No code that a file, a row, a task or a command can show is missing from the README."""
    assert all_codes() - in_readme() == set()


def test_nothing_is_explained_that_cannot_happen():
    """A code of the table stands in the sources: what was removed is no longer explained."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in (REPOSITORY / "include", REPOSITORY / "plugins")
        for path in folder.rglob("*")
        if path.suffix in {".py", ".json"}
    )
    assert {code for code in in_readme() if code not in text and not code.endswith("_missing")} == set()


def test_people_read_dutch_instead_of_codes():
    """Each fault of a row, reason of a refusal and notice has a Dutch sentence of its own."""
    rows = {code for path in deliveries() for code in said(path, {"Fault", "Unreadable"})} | {
        "quote_unreadable"
    }
    files = {code for path in deliveries() for code in said(path, {"GateRefusal", "ExcelRefusal"})}
    assert {code for code in rows if words.sentence(code) == code} == set()
    assert {code for code in files if words.reason(code) == code} == set()
