"""Where a plan took its places and ways from: stored with the run, and told in Dutch."""

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from vroegeropaf import database
from vroegeropaf.planning.geography import Ways
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.urgency import OpenCase

PRECISIONS = {
    "address": "op het adres",
    "postcode6": "op de postcode",
    "pc4": "bij benadering (postcodegebied)",
    "none": "onbekend",
}
SERVICES = {"osrm": "gemeten over de weg (OSRM)", "valhalla": "gemeten over de weg (Valhalla)"}
MODES = {"car": "auto", "bicycle": "fiets"}
ESTIMATED = "geschat (afstand en snelheid)"
# What a service did, by the code of the reason.
WHY = {
    "place_service_unreachable": "antwoordt niet",
    "place_service_busy": "vraagt ons te wachten en antwoordt nog niet",
    "place_service_refused": "weigert, en antwoordt niet op onze vraag",
    "place_answer_unreadable": "geeft geen leesbaar antwoord",
    "place_unlikely": "noemt plaatsen die niet kunnen kloppen",
    "travel_absurd": "geeft reistijden die niet kunnen kloppen",
    "travel_too_slow": "doet te lang over een antwoord",
    "travel_too_many_points": "kan zoveel adressen niet aan",
}
FAULT = "doet het niet goed"


def gather(instance: Instance, cases: Iterable[OpenCase], ways: Ways) -> dict[str, Any]:
    """Return counts of the instance's cases by precision, what was looked up, and the source of each mode."""
    precision = {case.case_id: case.precision for case in cases}
    points = Counter(
        "none" if case.lat is None else str(precision.get(int(case.id)) or "pc4") for case in instance.cases
    )
    used = sorted({team.mode for team in instance.teams})
    formula = {"source": "formula", "why": "travel_not_asked"}
    return {
        "points": dict(sorted(points.items())),
        "lookups": dataclasses.asdict(ways.lookups) if ways.lookups else None,
        "travel": {mode: dict(ways.measured.travel.get(mode, formula)) for mode in used},
    }


def store(db: Connection, found: Mapping[str, Any]) -> None:
    """Write the sources beside the run that was just written."""
    database.run(db, "planning/store_sources", sources=json.dumps(found))


def sources(db: Connection, plan_run_id: int) -> dict[str, Any]:
    """
    Return the sources of a run, empty for an unknown run or one from before they were kept.

    Returns
    -------
    dict
        ``points`` (cases by precision: address, postcode6, pc4, none), ``lookups`` (found, missed, failed and
        why, or None without a geocoder) and ``travel`` (by mode: source osrm, valhalla or formula, with why).
    """
    row = database.one(db, "planning/sources", plan_run_id=plan_run_id)
    return dict(row["sources"]) if row else {}


def told(found: Mapping[str, Any]) -> list[str]:
    """
    Return Dutch lines about places, about what kept the geocoder from answering, and about ways.

    None of them when nothing was kept.
    """
    lines = []
    if points := found.get("points"):
        parts = [f"{points[key]} {text}" for key, text in PRECISIONS.items() if points.get(key)]
        lines.append(f"Plaats van de adressen: {', '.join(parts)}.")
    if why := (found.get("lookups") or {}).get("why"):
        told = " en ".join(WHY.get(code, FAULT) for code in sorted(why))
        lines.append(f"De adressendienst {told}; bij die adressen rekenen we met het postcodegebied.")
    if travel := found.get("travel"):
        parts = [f"{MODES.get(mode, mode)} {_way(one)}" for mode, one in sorted(travel.items())]
        lines.append(f"Reistijden: {'; '.join(parts)}.")
    return lines


def told_ways(found: Iterable[Mapping[str, Any]], mode: str | None) -> str:
    """Return where the plans of some visits took the ways of a mode from (None: of every mode), in Dutch."""
    texts = {
        _way(one)
        for sources in found
        for name, one in sources.get("travel", {}).items()
        if mode is None or name == mode
    }
    return f"Reistijden bij het plannen: {' en deels '.join(sorted(texts, reverse=True))}." if texts else ""


def _way(one: Mapping[str, Any]) -> str:
    text = SERVICES.get(str(one.get("source")))
    if text is not None:
        return text
    if one.get("why") in (None, "travel_not_asked"):
        return ESTIMATED
    return f"{ESTIMATED}, want de wegendienst {WHY.get(str(one['why']), FAULT)}"
