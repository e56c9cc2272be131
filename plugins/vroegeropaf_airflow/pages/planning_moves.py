"""What moved or was called off, and the likely reason, for the page "Planning". Pure; no personal data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from vroegeropaf.messages.compose import dutch_short_date, dutch_time
from vroegeropaf.planning.instance import Instance
from vroegeropaf.planning.shifts import Leave, date_of
from vroegeropaf.planning.teams import Teams
from vroegeropaf_airflow.pages import words
from vroegeropaf_airflow.pages.planning_load import team_name


@dataclass(frozen=True)
class Move:
    """A visit that moved, lost its place or was called off; `now` empty: it has no other."""

    case_no: str
    municipality: str
    was: str
    now: str
    why: str
    was_sent: bool


def move(row: RowMapping, leave: Sequence[Leave], instance: Instance, today: date, teams: Teams) -> Move:
    """Return a visit that moved or lost its place, with the most likely reason."""
    now = ""
    if row["new_on"]:
        now = _moment(row["new_team"], row["new_on"], row["new_part"], row["new_starts_at"], teams)
    return Move(
        case_no=row["case_no"],
        municipality=row["municipality"],
        was=_moment(row["old_team"], row["old_on"], row["old_part"], row["old_starts_at"], teams),
        now=now,
        why=why_moved(row, leave, instance, today, teams),
        was_sent=False,
    )


def why_moved(
    row: Mapping[str, Any], leave: Sequence[Leave], instance: Instance, today: date, teams: Teams
) -> str:
    """Return why a visit moved, in the order in which one would ask; the planner notes no reason."""
    members = teams.members_of(row["old_team"])
    if any(one.member in members and one.covers(row["old_on"], row["old_part"]) for one in leave):
        return "verlof in het team"
    if row["is_elsewhere"]:
        return "het huishouden is verhuisd"
    slots = {(str(one.team), date_of(today, one.start), one.part) for one in instance.shifts}
    is_past = row["old_on"] <= today
    if not is_past and (row["old_team"], row["old_on"], row["old_part"]) not in slots:
        return "het team gaat dat dagdeel niet meer op pad"
    if row["reason"] and not row["new_on"]:
        return words.say(words.UNASSIGNED, row["reason"])
    if row["has_news"]:
        return "de gegevens van de zaak veranderden"
    return "plaats voor een zaak met meer haast, of een kortere route"


def called_off(row: RowMapping, teams: Teams) -> Move:
    """Return a visit that was called off."""
    return Move(
        case_no=row["case_no"],
        municipality=row["municipality"],
        was=_moment(row["team"], row["visit_on"], row["day_part"], row["starts_at"], teams),
        now="",
        why=words.say(words.CALL_OFFS, row["call_off_reason"]),
        was_sent=row["was_sent"],
    )


def _moment(team: str, day: date, part: str, starts_at: datetime, teams: Teams) -> str:
    return f"{dutch_short_date(day)} {dutch_time(starts_at)}, {team_name(team, teams)}"
