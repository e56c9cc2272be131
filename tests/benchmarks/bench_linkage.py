"""Linkage: signals in a real Postgres get their person and household."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks import measure

NEW = 300
MANY = 10_000
RUNS = 3
COLUMNS = (
    "corporation", "tenant_no", "contract_no", "initials", "first_name", "surname_prefix", "surname",
    "born_on", "street", "house_number", "postcode", "municipality", "phone", "rent_eur", "arrears_eur",
    "oldest_due_on", "bailiff_on", "is_bailiff_estimated", "arrived_on", "first_delivery_id",
    "last_delivery_id", "last_reference_on",
)  # fmt: skip
BY_DOOR = """
select postcode, house_number, house_letter, house_addition, array_agg(signal_id order by signal_id)
from core.signal
group by postcode, house_number, house_letter, house_addition
"""


def link(run: int, steps: list[tuple[str, int]]) -> measure.Work:
    """Add signals to a database, untimed; link what is new there."""
    from datetime import datetime, time

    from benchmarks import made

    from vroegeropaf.clock import AMSTERDAM
    from vroegeropaf.database import connect
    from vroegeropaf.linkage.link import link_signals
    from vroegeropaf.settings import Settings

    url = _add(run, steps)
    engine = connect(Settings(database_url=url))
    now = datetime.combine(made.TODAY, time(9), AMSTERDAM) + timedelta(days=run)

    def tell(report: Any) -> dict[str, int]:
        return {
            "linked": report.signals_linked,
            "persons": report.persons_opened,
            "households": report.households_opened,
            "questions": report.questions_opened,
        }

    return measure.Work(lambda: link_signals(engine, now), tell)


def by_door(run: int, steps: list[tuple[str, int]]) -> measure.Work:
    """Group all signals by their front door, in the database; fetch the groups."""
    import psycopg

    url = _add(run, steps)

    def act() -> int:
        with psycopg.connect(url.replace("+psycopg", "")) as db:
            return len(db.execute(BY_DOOR).fetchall())

    return measure.Work(act)


def _add(run: int, steps: list[tuple[str, int]]) -> str:
    """Let the database of this step hold as many signals as it says; return its URL."""
    from benchmarks import made

    url, count = steps[run]
    there = steps[run - 1][1] if run and steps[run - 1][0] == url else 0
    if count > there:
        _store(url, made.signals(count)[there:])
    return url


def _store(url: str, signals: list[dict[str, Any]]) -> None:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "")) as db, db.cursor() as cursor:
        deliveries = {
            corporation: _delivery(cursor, corporation)
            for corporation in sorted({signal["corporation"] for signal in signals})
        }
        with cursor.copy(f"copy core.signal ({', '.join(COLUMNS)}) from stdin") as target:
            for signal in signals:
                row = signal | _fixed(signal, deliveries[signal["corporation"]])
                target.write_row([row[column] for column in COLUMNS])


def _delivery(cursor: Any, corporation: str) -> int:
    from benchmarks import made

    cursor.execute(
        "insert into raw.delivery (corporation, kind, file_name, sha256, size_bytes, reference_on, "
        "arrived_at, arrived_on, state) "
        "values (%s, 'arrears', 'list.csv', gen_random_uuid(), 1, %s, %s, %s, 'accepted') "
        "returning delivery_id",
        (corporation, made.TODAY, made.TODAY, made.TODAY),
    )
    return int(cursor.fetchone()[0])


def _fixed(signal: dict[str, Any], delivery_id: int) -> dict[str, Any]:
    from benchmarks import made

    return {
        "arrears_eur": signal["rent_eur"],
        "oldest_due_on": made.TODAY - timedelta(days=44),
        "bailiff_on": made.TODAY + timedelta(days=46),
        "is_bailiff_estimated": False,
        "arrived_on": made.TODAY,
        "first_delivery_id": delivery_id,
        "last_delivery_id": delivery_id,
        "last_reference_on": made.TODAY,
    }


def figure(name: str, product: measure.Sample, floor: measure.Sample) -> measure.Figure:
    """Return the figure of one step."""
    names = ("linked", "persons", "households", "questions")
    facts: dict[str, Any] = {key: int(product.fact(key)) for key in names}
    facts["server cpu s"] = product.median("server_cpu_s")
    return measure.timed(name, "s", product, ("group by the front door", floor), facts=facts)


def test_a_month(
    databases: Callable[[int], list[str]], server_pid: int, report: Callable[[measure.Figure], None]
) -> None:
    """Seconds of link_signals on the 300 new signals of a region's month."""

    def sample(job: Callable[..., measure.Work]) -> measure.Sample:
        steps = [(url, NEW) for url in databases(RUNS + 1)]
        return measure.in_child(job, RUNS, 1, None, server_pid, steps=steps)

    report(
        figure(
            f"{NEW} new signals", *measure.side_by_side(1, partial(sample, link), partial(sample, by_door))
        )
    )


def test_many(
    databases: Callable[[int], list[str]], server_pid: int, report: Callable[[measure.Figure], None]
) -> None:
    """Seconds of link_signals on 10,000 new signals; when nothing is new among them; when 300 join them."""

    def sample(job: Callable[..., measure.Work]) -> measure.Sample:
        (url,) = databases(1)
        steps = [(url, count) for count in (MANY, MANY, MANY + NEW)]
        return measure.in_child(job, len(steps), 0, None, server_pid, steps=steps)

    sides = measure.side_by_side(RUNS, partial(sample, link), partial(sample, by_door))
    names = (f"{MANY:,} new signals", f"nothing new among {MANY:,}", f"{NEW} new among {MANY + NEW:,}")
    for place, name in enumerate(names):
        report(figure(name, *(side.nth(place, len(names)) for side in sides)))
