"""Fire what is due and queue the mails of it, in one transaction. Sends nothing: the outbox does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.escalation import follow_ups, mails
from vroegeropaf.escalation.ladder import Situation, Step, due_steps
from vroegeropaf.messages import outbox
from vroegeropaf.messages.outbox import Message
from vroegeropaf.planning import teams
from vroegeropaf.region import Region
from vroegeropaf.settings import Settings


@dataclass(frozen=True)
class EscalationReport:
    """
    What one run did.

    Parameters
    ----------
    fired
        How many cases got each step.
    reminders
        How many teams were reminded.
    passed_handover
        Unreached cases whose claim may legally be handed over by now, reported before or not.
    follow_ups
        How many mails asked people for what only they can do.
    """

    fired: dict[str, int]
    reminders: int
    passed_handover: int
    follow_ups: int = 0


def escalate(engine: Engine, region: Region, settings: Settings, today: date) -> EscalationReport:
    """
    Walk the ladder of every open case, remind teams of the next working day, ask for what waits for people.

    A second run on the same day changes nothing: steps and mails have unique keys.

    Raises
    ------
    ConfigurationError
        A corporation or team in the database has no address in the configuration.
    """
    with engine.begin() as db, database.step_lock(db, "escalate"):
        cases = database.rows(db, "escalation/open_cases", today=today)
        team_config = teams.load(region)
        fired = _fire_steps(db, region, cases, today)
        reminders = _remind_teams(db, region, team_config, today)
        passed = [case for case in cases if _has_passed_handover(case, today)]
        if passed:
            outbox.queue(db, mails.handover_list(passed, region.parties.functions.coordinator, today))
        asked = follow_ups.ask(follow_ups.Asking(db, region, settings, team_config, today))
    return EscalationReport(fired, reminders, len(passed), asked)


def _fire_steps(db: Connection, region: Region, cases: Iterable[RowMapping], today: date) -> dict[str, int]:
    due = [
        (case, step)
        for case in cases
        for step in due_steps(_situation(case), today, region.policy.escalation)
    ]
    database.run_many(
        db,
        "escalation/record_step",
        [
            {
                "case_id": case["case_id"],
                "step": str(step),
                "bailiff_on": case["bailiff_on"],
                "fired_on": today,
            }
            for case, step in due
        ],
    )
    for case, step in due:
        _queue(db, mails.of_step(case, step, region.parties, today))
    return dict(sorted(Counter(str(step) for _, step in due).items()))


def _remind_teams(db: Connection, region: Region, team_config: teams.Teams, today: date) -> int:
    visit_on = workdays.add(today, 1)
    visits = database.rows(db, "escalation/visits_to_remind", visit_on=visit_on, today=today)
    addresses = {code: team.email for code, team in team_config.teams.items()}
    return _queue(db, mails.reminders(visits, addresses, visit_on, region.parties.functions.coordinator))


def _queue(db: Connection, messages: Iterable[Message]) -> int:
    return sum(outbox.queue(db, message) for message in messages)


def _has_passed_handover(case: RowMapping, today: date) -> bool:
    """Return whether the claim may be handed over by now while nobody was reached."""
    earliest = case["earliest_handover_on"]
    return earliest is not None and earliest <= today and not case["is_settled"]


def _situation(case: RowMapping) -> Situation:
    fired = zip((Step(step) for step in case["fired_steps"]), case["fired_bailiff_dates"], strict=True)
    return Situation(
        bailiff_on=case["bailiff_on"],
        offer_alarm_on=case["offer_alarm_on"],
        is_crisis=case["is_crisis"],
        is_closed=False,
        has_first_visit=case["has_first_visit"],
        has_attempt=case["has_attempt"],
        is_settled=case["is_settled"],
        fired=frozenset(fired),
    )
