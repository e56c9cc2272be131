"""What the region decided in policy.yaml: clocks, ladder, planning, quality, review, retention, mail."""

from pathlib import Path

from pydantic import Field, model_validator

from vroegeropaf.parties import Strict, parse, read_yaml


class Clocks(Strict):
    """Terms of a case; `_wd` in Dutch working days, `_days` in calendar days."""

    first_visit_within_wd: int = Field(gt=0)
    first_visit_before_bailiff_wd: int = Field(gt=0)
    last_visit_before_bailiff_wd: int = Field(gt=0)
    crisis_within_wd: int = Field(gt=0)
    offer_within_days: int = Field(gt=0)
    offer_alarm_days: int = Field(gt=0)
    legal_handover_after_letter_days: int = Field(gt=0)
    default_handover_days: int = Field(gt=0)


class Escalation(Strict):
    """Steps of the ladder, in working days before the bailiff date."""

    coordinator_before_bailiff_wd: int = Field(gt=0)
    wil_lead_before_bailiff_wd: int = Field(gt=0)
    postponement_before_bailiff_wd: int = Field(gt=0)

    @model_validator(mode="after")
    def _order(self) -> "Escalation":
        steps = (
            self.coordinator_before_bailiff_wd,
            self.wil_lead_before_bailiff_wd,
            self.postponement_before_bailiff_wd,
        )
        if not steps[0] > steps[1] > steps[2]:
            raise ValueError("the ladder must climb: coordinator, then WIL lead, then postponement")
        return self


class Planning(Strict):
    """Terms of the visit plan."""

    horizon_wd: int = Field(gt=0, le=60)
    send_ahead_wd: int = Field(ge=0)
    service_minutes: int = Field(gt=0, le=240)
    second_visit_after_wd: tuple[int, int]
    max_visits_per_shift: int = Field(gt=0)
    solver_limit_s: float = Field(default=60, gt=0, le=600)


class Geography(Strict):
    """
    How a geocoder and road services are asked, when their connections are given.

    An older policy.yaml may leave it out.
    """

    lookups_per_run: int = Field(default=200, ge=0)
    pause_ms: int = Field(default=100, ge=0)
    lookup_seconds: int = Field(default=30, gt=0)
    refresh_after_days: int = Field(default=365, gt=0)
    missed_again_after_days: int = Field(default=30, gt=0)
    travel_seconds: int = Field(default=30, gt=0)
    travel_most_points: int = Field(default=500, gt=0, le=1000)


class Quality(Strict):
    """Bounds of the gates and of what holds a delivery."""

    max_file_mb: int
    max_rows: int
    oldest_reference_days: int
    held_below_share: float
    held_above_share: float
    held_min_previous_rows: int
    held_min_difference: int
    held_rejected_share: float
    held_rejected_rows: int
    held_empty_previous_rows: int


class Review(Strict):
    """
    Clocks of what waits for a steward; `_wd` in Dutch working days after a delivery was held or a pair asked.

    An older policy.yaml may leave them out.
    """

    remind_steward_after_hours: int = Field(default=4, gt=0)
    tell_after_wd: int = Field(default=1, gt=0)
    held_fallback_after_wd: int = Field(default=2, gt=0)


class Linkage(Strict):
    """How long a steward's "later" lasts, in Dutch working days."""

    postpone_wd: int = Field(default=1, gt=0)


class Lateness(Strict):
    """When the coordinator hears of a late list: working days after its sender was reminded."""

    coordinator_after_wd: int = Field(default=2, ge=0)


class Retention(Strict):
    """How long what is kept."""

    raw_file_days: int
    rejected_rows_days: int
    closed_without_help_months: int
    outbox_body_days: int


class Mail(Strict):
    """How the outbox is drained. The lease must be at least four times the SMTP timeout (30 s)."""

    lease_s: int = Field(ge=120)
    retry_after_minutes: tuple[int, ...] = Field(min_length=1)
    max_attempts: int = Field(gt=0)
    max_per_run: int = Field(gt=0)


class Policy(Strict):
    """The whole of policy.yaml."""

    clocks: Clocks
    escalation: Escalation
    planning: Planning
    geography: Geography = Geography()
    quality: Quality
    review: Review = Review()
    linkage: Linkage = Linkage()
    lateness: Lateness = Lateness()
    retention: Retention
    mail: Mail


def load(config_dir: Path) -> Policy:
    """Return the policy of ``policy.yaml``."""
    return parse(Policy, read_yaml(config_dir / "policy.yaml"), "policy.yaml")
