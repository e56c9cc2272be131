"""A house for planning tests: cases written straight into the database, the use case as the DAG calls it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text
from support.place_server import Server

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.planning.assign import PlanReport, assign_visits
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings

MONDAY = date(2026, 3, 2)

OPEN_CASE = """
with delivery as (
    insert into raw.delivery (
        corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on
    )
    values (
        :corporation, 'arrears', 'f.csv', gen_random_uuid(), 1, date '2026-03-01', now(), date '2026-03-02'
    )
    returning delivery_id
),
household as (insert into core.household default values returning household_id),
signal as (
    insert into core.signal (
        corporation, tenant_no, contract_no, surname, house_number, postcode, municipality, arrears_eur,
        oldest_due_on, bailiff_on, is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id,
        last_reference_on
    )
    select
        :corporation, 'H1', gen_random_uuid(), 'Kwatrijnstra', 4711, :postcode4 || 'ZZ', :municipality,
        987.65, date '2026-02-01', :bailiff_on, false, date '2026-03-02', delivery_id, delivery_id,
        date '2026-03-01'
    from delivery
    returning signal_id
),
opened as (
    insert into core.household_case (
        household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation,
        is_bailiff_estimated, first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis,
        hold_reason
    )
    select
        household_id, date '2026-03-02', date '2026-03-02', :municipality, :postcode4, :bailiff_on,
        :corporation, false, :first_visit_by_on, :last_visit_by_on, date '2026-03-30', date '2026-03-23',
        :is_crisis, :hold_reason
    from household
    returning case_id
)
insert into core.case_signal (case_id, signal_id, added_on)
select case_id, signal_id, date '2026-03-02' from opened, signal
returning case_id
"""
NOT_AT_HOME = """
insert into core.attempt (
    case_id, visit_id, kind, attempted_on, day_part, is_reached, recorded_by, submission_key
)
select case_id, visit_id, 'huisbezoek', visit_on, day_part, false, team, visit_id
from core.visit
where visit_id = :visit_id
"""


class House:
    """One region and database."""

    def __init__(self, engine: Engine, region: Region, settings: Settings) -> None:
        self.engine, self.region, self.settings = engine, region, settings

    def open_case(self, **changes: Any) -> int:
        """Insert an open case of one invented tenant in Houten and return its id."""
        values = {
            "corporation": "viveste",
            "municipality": "Houten",
            "postcode4": "3991",
            "bailiff_on": date(2026, 4, 30),
            "first_visit_by_on": date(2026, 3, 16),
            "last_visit_by_on": date(2026, 4, 24),
            "is_crisis": False,
            "hold_reason": None,
        }
        return int(self.query(OPEN_CASE, **(values | changes))[0][0])

    def query(self, statement: str, **values: Any) -> list[Any]:
        """Return the rows of a statement, committed."""
        with self.engine.begin() as db:
            result = db.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    def assign(self, today: date = MONDAY, hour: int = 7) -> PlanReport:
        """Run the use case on a day at an hour."""
        now = datetime(today.year, today.month, today.day, hour, tzinfo=AMSTERDAM)
        return assign_visits(self.engine, self.region, self.settings, today, now)

    def not_at_home(self, visit_id: int) -> None:
        """Record "not at home" for a visit, as the form does."""
        self.query(NOT_AT_HOME, visit_id=visit_id)
        self.query("update core.visit set state = 'done' where visit_id = :visit_id", visit_id=visit_id)

    def visits(self, states: str = "planned,sent") -> list[Any]:
        """Return (case, team, start, day part, state, visit, attempt) of the visits in these states."""
        return self.query(
            "select case_id, team, starts_at, day_part, state, visit_id, attempt_no from core.visit "
            "where state = any(string_to_array(:states, ',')) order by visit_id",
            states=states,
        )

    def mails(self, kind: str = "assignment") -> list[Any]:
        """Return (key, recipient, subject, text, html, calendar, method) of the queued mails of a kind."""
        return self.query(
            "select message_key, recipient, subject, body_text, body_html, calendar, calendar_method "
            "from core.outbox where kind = :kind order by outbox_id",
            kind=kind,
        )

    def state(self) -> list[Any]:
        """Return all that planning wrote, for comparing before and after."""
        found = self.visits("planned,sent,done,called_off,superseded")
        found += self.query("select message_key from core.outbox order by outbox_id")
        found += self.query("select plan_run_id, input_hash from core.plan_run order by plan_run_id")
        return found + self.query("select token_hash from core.form_token order by token_hash")


@pytest.fixture
def house(database: Engine, region: Region, settings: Settings) -> House:
    """A house on a fresh database and the example region."""
    return House(database, region, settings)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of its own for each test."""
    one = Server()
    yield one
    one.close()


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without any connection to a service for places or ways."""
    for conn_id in ("PDOK", "OSRM", "VALHALLA"):
        monkeypatch.delenv(f"AIRFLOW_CONN_{conn_id}", raising=False)
