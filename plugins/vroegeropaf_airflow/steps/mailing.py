"""Task body of send_mail."""

import dataclasses

from vroegeropaf.messages import drain as outbox
from vroegeropaf_airflow.edge import Edge
from vroegeropaf_airflow.mailer import SmtpMailer


def drain(world: Edge) -> dict[str, int]:
    """Send what may go now; return counts."""
    with SmtpMailer() as mailer:
        report = outbox.drain(world.engine, world.region, mailer, world.settings.mail_from)
    return dataclasses.asdict(report)
