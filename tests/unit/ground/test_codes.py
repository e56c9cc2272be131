"""Every code that people can meet stands in the table of the README, with what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from vroegeropaf.deliveries import expectations, fields
from vroegeropaf.settings import INCLUDE

REPOSITORY = INCLUDE.parent
SOURCES = (REPOSITORY / "include" / "vroegeropaf", REPOSITORY / "plugins" / "vroegeropaf_airflow")
# what carries a code as its first word
CARRIERS = frozenset(
    {"GateRefusal", "ExcelRefusal", "RefusedName", "Fault", "Unreadable", "ConfigurationError"}
    | {"PermanentError", "TransientError", "VroegEropafError"}
)
LOCAL = "local"  # parts of the demo explain themselves where they fail
CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def said(path: Path) -> Iterator[str]:
    """Yield the codes that a module gives to one of the carriers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name in CARRIERS and isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
            yield str(first.value)


def all_codes() -> set[str]:
    """Return the codes of the sources, of the rules and of empty must-cells."""
    paths = [path for folder in SOURCES for path in folder.rglob("*.py") if LOCAL not in path.parts]
    found = {code for path in paths for code in said(path)}
    found |= set(expectations.rules("rows")) | set(expectations.rules("file"))
    return found | {f"{field.key}_missing" for field in fields.WITHDRAWAL if field.key == "reason"}


def in_readme() -> set[str]:
    """Return the codes in the first column of the table."""
    lines = (REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1] for line in lines if line.startswith("| `")]
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
