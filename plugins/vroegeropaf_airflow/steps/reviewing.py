"""Task bodies of review_delivery, and which of its runs must be started."""

from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowRuntimeError, AirflowSkipException

from vroegeropaf.deliveries import absence, review
from vroegeropaf.errors import VroegEropafError
from vroegeropaf_airflow import assets
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.options import LABELS
from vroegeropaf_airflow.steps.telling import tell

WAITING = {"queued", "running"}


def run_id(delivery_id: int) -> str:
    """Return the run id of a delivery's question: one delivery, one run."""
    return f"levering-{delivery_id}"


def runs_to_start(world: Edge) -> list[dict[str, Any]]:
    """Return the runs of review_delivery for held deliveries whose question is not open."""
    return [
        {"trigger_run_id": run_id(delivery_id), "conf": {"delivery_id": delivery_id}}
        for delivery_id in review.open_questions(world.engine)
        if _state(run_id(delivery_id)) not in WAITING
    ]


def _state(review_run_id: str) -> str | None:
    try:
        return get_current_context()["ti"].get_dagrun_state("review_delivery", review_run_id)
    except AirflowRuntimeError:  # no such run yet
        return None


def question(world: Edge, delivery_id: int) -> dict[str, str]:
    """Return subject and body for the Required Action: counts and codes only."""
    if delivery_id not in review.open_questions(world.engine):
        raise AirflowSkipException("deze levering wacht niet (meer) op een oordeel")
    found = review.question(world.engine, world.region, delivery_id)
    if dict(found.options) != LABELS:
        raise VroegEropafError("options_differ", "the buttons and the answers of a held delivery differ")
    return {"subject": found.subject, "body": found.body_markdown}


def apply(world: Edge, delivery_id: int, answer: dict[str, Any], outlet_events: Any) -> str:
    """Check the steward's answer, record it with who gave it, apply it."""
    chosen = [code for code, label in LABELS.items() if label in answer["chosen_options"]]
    if len(chosen) != 1:
        raise VroegEropafError("answer_unknown", f"delivery {delivery_id} got no answer that exists")
    user = answer.get("responded_by_user") or {}
    verdict = review.apply_answer(
        world.engine,
        world.region,
        delivery_id,
        chosen[0],
        str(user.get("name") or user.get("id") or "onbekend"),
        world.today,
        world.hash_key,
    )
    absence.ask_about_absent(world.engine, world.region, world.settings, world.today, world.hash_key)
    tell(outlet_events, assets.SIGNALS_IF_CHANGED, assets.SIGNALS)
    return verdict.verdict
