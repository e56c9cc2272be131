"""Before planning: where the open cases are and how long the ways take, as far as services are given."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Engine

from vroegeropaf import database
from vroegeropaf.planning import geocode, teams
from vroegeropaf.planning.asking import Services
from vroegeropaf.planning.build import point_of
from vroegeropaf.planning.geocode import Lookups
from vroegeropaf.planning.instance import Instance, Mode, Table
from vroegeropaf.planning.measure import Measured, measure
from vroegeropaf.planning.travel import Point
from vroegeropaf.planning.urgency import OpenCase
from vroegeropaf.region import Region

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ways:
    """What was asked before planning: places (None: no geocoder) and ways."""

    lookups: Lookups | None = None
    measured: Measured = field(default_factory=Measured)


def prepare(engine: Engine, region: Region, services: Services, today: date, now: datetime) -> Ways:
    """
    Look up places and measure ways outside the planner's transaction; nothing that fails here stops planning.

    Notes
    -----
    The services get postcodes with house numbers, and points. No name, no case, no household.
    """
    lookups, policy = None, region.policy.geography
    if services.geocoder is not None:
        lookups = geocode.refresh(engine, services.geocoder, region.places, policy, today)
        log.info("places looked up: %s", lookups)
    if not services.roads:
        return Ways(lookups)
    staff = teams.load(region)
    with engine.begin() as db:
        cases = [
            OpenCase(**{**row, "corporations": tuple(row["corporations"])})
            for row in database.rows(db, "planning/cases_to_plan", now=now)
        ]
    doors = (point_of(case, region.places) for case in cases)
    points = sorted(_distinct([*(team.depot for team in staff.everyone.values()), *doors]))
    used = {team.mode for team in staff.everyone.values()}
    modes = {n: Mode(t.speed_kmh, t.detour, t.stop_min) for n, t in staff.travel.items() if n in used}
    return Ways(lookups, measure(services.roads, modes, points, policy))


def _distinct(points: Iterable[Point | None]) -> set[Point]:
    return {point for point in points if point is not None}


def with_table(instance: Instance, table: Table | None) -> Instance:
    """
    Return the instance with the measured ways between its own points, in a fixed order.

    Ways of cases that are not in it are left out, so that they do not make another instance of it. A point
    that was not measured goes by the formula.
    """
    if table is None:
        return instance
    cases = ((case.lat, case.lon) for case in instance.cases if case.lat is not None and case.lon is not None)
    own = {team.depot for team in instance.teams} | set(cases)
    kept = [i for i, point in enumerate(table.points) if point in own]
    return replace(
        instance,
        table=Table(
            tuple(table.points[i] for i in kept),
            {
                mode: tuple(tuple(rows[i][j] for j in kept) for i in kept)
                for mode, rows in table.minutes.items()
            },
        ),
    )
