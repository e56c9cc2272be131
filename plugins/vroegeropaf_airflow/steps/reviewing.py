"""Task bodies of review_delivery, and which of its runs must be started."""

import logging
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowRuntimeError, AirflowSkipException

from vroegeropaf import roles
from vroegeropaf.deliveries import absence, held, quality_report, review
from vroegeropaf.deliveries.review import Held
from vroegeropaf.errors import PermanentError, VroegEropafError
from vroegeropaf_airflow import assets
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.options import LABELS
from vroegeropaf_airflow.steps.telling import tell, tell_mail

WAITING = {"queued", "running"}
# Somebody or the term answered before: the delivery is done, and so is this run.
DONE_BEFORE = {"already_answered", "not_held"}
# Airflow lets whoever may respond to a task respond to this one too.
WHO_MAY = "Een antwoord telt alleen van wie de rol gegevensbeheerder (steward) heeft."
logger = logging.getLogger(__name__)


def run_id(waiting: Held) -> str:
    """Return the run id of a delivery's question, e.g. ``levering-7-viveste-2026-11-20``: one each."""
    return f"levering-{waiting.delivery_id}-{waiting.corporation}-{waiting.reference_on.isoformat()}"


def runs_to_start(world: Edge) -> list[dict[str, Any]]:
    """Return the runs of review_delivery for held deliveries whose question is not open."""
    return [
        {"trigger_run_id": run_id(waiting), "conf": {"delivery_id": waiting.delivery_id}}
        for waiting in review.waiting(world.engine)
        if _state(run_id(waiting)) not in WAITING
    ]


def _state(review_run_id: str) -> str | None:
    try:
        return get_current_context()["ti"].get_dagrun_state("review_delivery", review_run_id)
    except AirflowRuntimeError:  # no such run yet
        return None


def question(world: Edge, delivery_id: int) -> dict[str, str]:
    """Return subject, body and term (empty: none) of the Required Action: counts and codes only."""
    if delivery_id not in review.open_questions(world.engine):
        raise AirflowSkipException("deze levering wacht niet (meer) op een oordeel")
    found = review.question(world.engine, world.region, delivery_id)
    if dict(found.options) != LABELS or found.default != held.FALLBACK:
        raise VroegEropafError("options_differ", "the buttons and the answers of a held delivery differ")
    page = held.page_url(world.settings, delivery_id)
    return {
        "subject": found.subject,
        "body": f"{found.body_markdown}\n{WHO_MAY}\n\n[De levering rij voor rij bekijken]({page})\n",
        "answer_by": found.answer_by.isoformat() if found.answer_by else "",
    }


def apply(world: Edge, delivery_id: int, answer: dict[str, Any], outlet_events: Any) -> str:
    """
    Check the steward's answer, record it with who gave it, apply it, and tell the sender.

    Raises
    ------
    PermanentError
        ``role_missing`` when who answered has not the role of steward: it stays held, and the next collection
        asks again.
    """
    if not _may_decide(world, answer) and delivery_id in review.open_questions(world.engine):
        logger.warning(
            "delivery %d: user id %s is no steward", delivery_id, answer["responded_by_user"].get("id")
        )
        raise PermanentError(
            "role_missing", f"delivery {delivery_id} was answered by somebody without the role of steward"
        )
    chosen = [code for code, label in LABELS.items() if label in answer["chosen_options"]]
    if len(chosen) != 1:
        raise VroegEropafError("answer_unknown", f"delivery {delivery_id} got no answer that exists")
    try:
        verdict = review.apply_answer(
            world.engine,
            world.region,
            delivery_id,
            chosen[0],
            decided_by(answer),
            world.today,
            world.hash_key,
        )
    except VroegEropafError as error:
        if error.code not in DONE_BEFORE:
            raise
        raise AirflowSkipException(
            f"levering {delivery_id} was al beantwoord ({error.code}); dit antwoord verandert niets"
        ) from None
    absence.ask_about_absent(world.engine, world.region, world.settings, world.today, world.hash_key)
    quality_report.queue_reports(world.engine, world.region)
    tell(outlet_events, assets.SIGNALS_IF_CHANGED, assets.SIGNALS)
    tell_mail(world, outlet_events)
    return verdict.verdict


def decided_by(answer: dict[str, Any]) -> str:
    """Return who answered; Airflow names nobody when the term passed and the default was taken."""
    user = answer.get("responded_by_user")
    if user is None:
        return held.BY_TERM
    return str(user.get("name") or user.get("id") or "onbekend")


def _may_decide(world: Edge, answer: dict[str, Any]) -> bool:
    """Return whether the term answered, or somebody with our role of steward; roles hang on the name."""
    user = answer.get("responded_by_user")
    if user is None:
        return True
    with world.engine.connect() as db:
        return roles.Role.STEWARD in roles.of_user(db, str(user.get("name") or ""))
