"""Task bodies of deduplicate_households."""

import dataclasses
from typing import Any

from vroegeropaf.cases import update
from vroegeropaf.linkage import link as linkage
from vroegeropaf_airflow import assets
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.steps.telling import tell


def link(world: Edge) -> dict[str, int]:
    """Link what is new or changed; return counts."""
    return dataclasses.asdict(linkage.link_signals(world.engine, world.now))


def update_cases(world: Edge, outlet_events: Any) -> dict[str, int]:
    """Bring the cases up to date; wake the planner when something changed."""
    report = update.update_cases(world.engine, world.region, world.today)
    if report.opened or report.updated or report.closed:
        tell(outlet_events, assets.CASES_IF_CHANGED, assets.CASES)
    return dataclasses.asdict(report)
