"""Mails to the coordinator about cases without a visit in time: each once, whatever plan finds them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping

from vroegeropaf import database
from vroegeropaf.messages import compose, outbox
from vroegeropaf.region import Region


@dataclass(frozen=True)
class Notice:
    """
    One mail.

    Parameters
    ----------
    case_id
        The case.
    reason
        Why it has no visit, as the template of the mail knows it.
    series, which
        Start and end of the message key: another `which` is another mail about the case.
    values
        What the mail says beside the case itself.
    """

    case_id: int
    reason: str
    series: str
    which: str
    values: Mapping[str, Any] = field(default_factory=dict)


def tell(db: Connection, region: Region, found: Sequence[Notice]) -> int:
    """Queue the mails in the transaction of the plan; return how many were new."""
    if not found:
        return 0
    case_ids = [one.case_id for one in found]
    cases = {row["case_id"]: row for row in database.rows(db, "planning/cases_to_tell", case_ids=case_ids)}
    return sum(outbox.queue(db, _mail(cases[one.case_id], one, region)) for one in found)


def _mail(case: RowMapping, notice: Notice, region: Region) -> outbox.Message:
    coordinator = region.parties.functions.coordinator
    facts = {name: case[name] for name in ("case_no", "municipality", "bailiff_on", "is_bailiff_estimated")}
    mail = compose.render(
        "follow_up",
        reason=notice.reason,
        hold_reason=None,
        url=None,
        contact_email=coordinator,
        **facts,
        **notice.values,
    )
    return outbox.Message(
        key=f"{notice.series}.{case['case_no']}.{notice.which}",
        kind="follow_up",
        recipient=coordinator,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case_id=notice.case_id,
    )
