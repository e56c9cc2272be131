"""Task bodies of assign_visits and escalate_unvisited."""

import dataclasses
from typing import Any

from airflow.sdk.exceptions import AirflowSkipException

from vroegeropaf import workdays
from vroegeropaf.escalation import escalate as escalation
from vroegeropaf.planning import assign as planning
from vroegeropaf.planning import geography
from vroegeropaf_airflow import web
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.steps.telling import tell_mail


def assign(world: Edge, outlet_events: Any) -> dict[str, Any]:
    """Ask where and how far if services are given; plan, check, store, lock and queue; return counts."""
    _on_workdays(world)
    ways = geography.prepare(world.engine, world.region, web.services(), world.today, world.now)
    report = planning.assign_visits(world.engine, world.region, world.settings, world.today, world.now, ways)
    tell_mail(world, outlet_events)
    return dataclasses.asdict(report)


def escalate(world: Edge, outlet_events: Any) -> dict[str, Any]:
    """Fire the reminders and ladder steps that are due; return counts."""
    _on_workdays(world)
    report = escalation.escalate(world.engine, world.region, world.settings, world.today)
    tell_mail(world, outlet_events)
    return dataclasses.asdict(report)


def _on_workdays(world: Edge) -> None:
    if not workdays.is_workday(world.today):
        raise AirflowSkipException("vandaag is geen werkdag")
