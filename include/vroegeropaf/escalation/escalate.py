"""Fire what is due and queue the mails of it, in one transaction. Sends nothing: the outbox does."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine, RowMapping

from vroegeropaf import database, workdays
from vroegeropaf.cases.clocks import SignalDates
from vroegeropaf.escalation import capacity, follow_ups, mails
from vroegeropaf.escalation.ladder import Situation, Step, due_steps
from vroegeropaf.escalation.owners import Owner, owners
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
    figures
        How many mails told of a week in which the teams were full.
    """

    fired: dict[str, int]
    reminders: int
    passed_handover: int
    follow_ups: int = 0
    figures: int = 0


def escalate(engine: Engine, region: Region, settings: Settings, today: date) -> EscalationReport:
    """
    Walk the ladder of every open case, remind teams of the next working day, ask for what waits for people,
    tell of the weeks that lacked capacity.

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
        _tell_owners(db, region, cases, today)
        reminders = _remind_teams(db, region, team_config, today)
        passed = [case for case in cases if _has_passed_handover(case, today)]
        if passed:
            outbox.queue(db, mails.handover_list(passed, region.parties.functions.coordinator, today))
        asked = follow_ups.ask(follow_ups.Asking(db, region, settings, team_config, today))
        figures = capacity.tell_weeks(db, region, today)
    return EscalationReport(fired, reminders, len(passed), asked, figures)


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


def _tell_owners(db: Connection, region: Region, cases: Sequence[RowMapping], today: date) -> None:
    """Tell each corporation about its own date of each case, on a ladder of its own."""
    owners_of = _owners_of(db, region, cases)
    told: dict[tuple[int, str], set[tuple[Step, date]]] = defaultdict(set)
    for row in database.rows(db, "escalation/corporation_steps"):
        told[row["case_id"], row["corporation"]].add((Step(row["step"]), row["bailiff_on"]))
    due = [
        (case, owner, step)
        for case in cases
        for owner in owners_of[case["case_id"]]
        for step in due_steps(
            _situation_of(case, owner, frozenset(told[case["case_id"], owner.corporation])),
            today,
            region.policy.escalation,
        )
    ]
    records = [
        {
            "case_id": case["case_id"],
            "corporation": owner.corporation,
            "step": str(step),
            "bailiff_on": owner.bailiff_on,
            "fired_on": today,
        }
        for case, owner, step in due
    ]
    database.run_many(db, "escalation/record_corporation_step", records)
    for case, owner, step in due:
        _queue(db, mails.of_owner(case, owner, step, region.parties, today))


def _owners_of(db: Connection, region: Region, cases: Iterable[RowMapping]) -> dict[int, list[Owner]]:
    """Return the corporations of each case; of one whose signals just ended, its owner as it stands."""
    dates = {
        row["signal_id"]: SignalDates(
            corporation=row["corporation"],
            bailiff_on=row["bailiff_on"],
            is_bailiff_estimated=row["is_bailiff_estimated"],
            has_bailiff_file=row["has_bailiff_file"],
            arrived_on=row["arrived_on"],
        )
        for row in database.rows(db, "cases/open_signals")
    }
    signals: dict[int, list[SignalDates]] = defaultdict(list)
    for row in database.rows(db, "escalation/signals_of_cases"):
        if row["signal_id"] in dates:
            signals[row["case_id"]].append(dates[row["signal_id"]])
    return {
        case["case_id"]: owners(signals[case["case_id"]], region.policy.clocks)
        or [
            Owner(
                case["bailiff_corporation"],
                case["bailiff_on"],
                case["is_bailiff_estimated"],
                case["is_crisis"],
            )
        ]
        for case in cases
    }


def _situation_of(case: RowMapping, owner: Owner, fired: frozenset[tuple[Step, date]]) -> Situation:
    """Return what the ladder knows of one corporation's date; what is asked of others is no step of it."""
    return replace(
        _situation(case),
        bailiff_on=owner.bailiff_on,
        is_crisis=owner.is_crisis,
        has_first_visit=True,
        has_attempt=True,
        fired=fired,
    )


def _remind_teams(db: Connection, region: Region, team_config: teams.Teams, today: date) -> int:
    visit_on = workdays.add(today, 1)
    visits = database.rows(db, "escalation/visits_to_remind", visit_on=visit_on, today=today)
    found = {code: team_config.find(code) for code in {visit["team"] for visit in visits}}
    addresses = {code: team.addresses for code, team in found.items() if team is not None}
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
