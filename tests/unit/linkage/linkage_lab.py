"""A comparer of rows with the shipped model, and an invented tenant."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from vroegeropaf.linkage import model
from vroegeropaf.linkage.engine import Comparer

POOL_ROWS = 256
BASE: dict[str, Any] = {
    "row_id": 1,
    "corporation": "mitros",
    "contract_no": "C1",
    "tenant_no": "H1",
    "surname": "van der Testberg",
    "initials": "A.B.",
    "first_name": "",
    "born_on": date(1980, 5, 17),
    "postcode": "3431AA",
    "house_number": 12,
}


def row(row_id: int, corporation: str = "portaal", **changes: Any) -> dict[str, Any]:
    """Return a row of another contract of the base tenant."""
    contract = {"contract_no": f"C{row_id}", "tenant_no": f"H{row_id}"}
    return BASE | {"row_id": row_id, "corporation": corporation} | contract | changes


@pytest.fixture(scope="session")
def comparer() -> Iterator[Comparer]:
    """One engine for all tests: each delivers a pool of its own."""
    with Comparer(model.load()) as engine:
        yield engine


@pytest.fixture
def judge(comparer: Comparer) -> Callable[..., dict[tuple[int, int], tuple[str, str, str]]]:
    """Return zone, rule and guard of each pair of rows; what was never compared is separate."""

    def judged(*rows: dict[str, Any]) -> dict[tuple[int, int], tuple[str, str, str]]:
        comparer.deliver(rows)
        comparer.clean(collapse=False)
        comparer.compare()
        found = comparer.rows("select left_id, right_id, zone, rule, guard from judged")
        return {(left, right): (zone, rule, guard) for left, right, zone, rule, guard in found}

    return judged
