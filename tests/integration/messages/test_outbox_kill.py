"""kill -9 of a real process that drains: nothing is lost, at most one extra copy a kill, same Message-ID."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, text

from vroegeropaf.messages import mime
from vroegeropaf.messages.drain import drain
from vroegeropaf.messages.mailer import Mailer
from vroegeropaf.region import Region
from vroegeropaf_airflow.mailer import SmtpMailer

SENDER = "vroegeropaf@example.org"
FORK = multiprocessing.get_context("fork")  # the imports are paid once, so that kills fall on the work


def work(engine: Engine, region: Region) -> None:
    """Drain until nothing is left; runs in the child."""
    while True:
        with SmtpMailer() as mailer:
            if drain(engine, region, mailer, SENDER).waiting == 0:
                return
        time.sleep(0.05)


def test_random_kills_lose_nothing(
    database: Engine, quick_region: Region, relay: Any, put: Callable[..., str]
) -> None:
    """Six kills at random moments over 60 mails."""
    dice = random.Random(7)
    ids = [put(f"t{number}@x.example") for number in range(60)]
    kills = 0
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        child = FORK.Process(target=work, args=(database, quick_region), daemon=True)
        child.start()
        goal = len(relay.kept) + dice.randint(2, 9)
        while kills < 6 and child.is_alive() and len(relay.kept) < goal:
            time.sleep(0.001)
        if kills == 6:
            child.join(30)
            break
        time.sleep(dice.random() * 0.01)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        kills += 1
    copies = Counter(relay.message_ids())
    assert set(copies) == set(ids)
    assert copies.total() - len(ids) <= kills == 6
    with database.begin() as db:
        states = db.execute(text("select distinct state from core.outbox")).scalars().all()
    assert states == ["sent"]


class KilledAfterSending:
    """Hands over to the real mailer, then dies: the worst moment there is."""

    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer

    def send(self, message: mime.EmailMessage, recipient: str) -> None:
        """Send, then kill -9 this process before anything can be written down."""
        self.mailer.send(message, recipient)
        os.kill(os.getpid(), signal.SIGKILL)


def die(engine: Engine, region: Region) -> None:
    """Send one mail and die; runs in the child."""
    drain(engine, region, KilledAfterSending(SmtpMailer()), SENDER)


def test_a_kill_between_taking_over_and_writing_down_gives_one_extra_copy(
    database: Engine, quick_region: Region, relay: Any, put: Callable[..., str], outbox_rows: Any
) -> None:
    """After the lease the mail goes out again with the same Message-ID, and its row shows two tries."""
    expected = put("team@x.example")
    child = FORK.Process(target=die, args=(database, quick_region), daemon=True)
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    with SmtpMailer() as mailer:
        early = drain(database, quick_region, mailer, SENDER)
        assert (early.sent, early.waiting) == (0, 1)
        time.sleep(1.1)
        assert drain(database, quick_region, mailer, SENDER).sent == 1
    assert relay.message_ids() == [expected, expected]
    assert outbox_rows()["team@x.example"]["attempts"] == 2


def test_a_mail_that_kills_every_process_is_given_up(
    database: Engine, quick_region: Region, relay: Any, put: Callable[..., str], outbox_rows: Any
) -> None:
    """After the last allowed try it is failed and marked as outcome unknown, and the others go out."""
    put("poison@x.example")
    for _ in range(quick_region.policy.mail.max_attempts):
        child = FORK.Process(target=die, args=(database, quick_region), daemon=True)
        child.start()
        child.join(30)
        with database.begin() as db:
            db.execute(
                text("update core.outbox set lease_until = clock_timestamp() where state = 'inflight'")
            )
    put("good@x.example")
    with SmtpMailer() as mailer:
        report = drain(database, quick_region, mailer, SENDER)
    assert (report.sent, report.failed, report.waiting) == (1, 1, 0)
    row = outbox_rows()["poison@x.example"]
    assert (row["state"], row["is_outcome_unknown"], row["last_error"]) == ("failed", True, "lease_over")
