"""The task bodies of collect_arrears and review_delivery on a real Postgres and a real SFTP server."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from vroegeropaf import roles
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import lateness, quality_report, review
from vroegeropaf.errors import PermanentError, TransientError, VroegEropafError
from vroegeropaf.local.sftp_server import JailedFiles, LocalSftpServer
from vroegeropaf.settings import Settings

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=AMSTERDAM)
CORPORATIONS = ("mitros", "viveste", "provides")
FEEDBACK = "terugkoppeling_{}_20260316_{}.csv"


@pytest.fixture(autouse=True)
def airflow_home(tmp_path_factory, monkeypatch):
    """Airflow's own files go to a throw-away folder."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))


@pytest.fixture
def server(tmp_path, monkeypatch):
    """One SFTP server with three accounts, each a connection of Airflow."""
    running = LocalSftpServer(tmp_path, list(CORPORATIONS), files=JailedFiles).start()
    for corporation in CORPORATIONS:
        connection = {
            "conn_type": "sftp",
            "host": running.host,
            "port": running.port,
            "login": corporation,
            "extra": {
                "key_file": str(running.key_path(corporation)),
                "host_key": running.host_key_line,
            },
        }
        monkeypatch.setenv(f"AIRFLOW_CONN_SFTP_{corporation.upper()}", json.dumps(connection))
    yield running
    running.stop()


@pytest.fixture
def world(database, region, database_url):
    """The world as a task sees it, on Monday 16 March 2026."""
    settings = Settings(
        database_url=database_url, hash_key="test-hash-key", airflow_url="https://airflow.example"
    )
    return SimpleNamespace(
        settings=settings, region=region, engine=database, today=NOW.date(), now=NOW, hash_key="test-hash-key"
    )


class Events:
    """Collects which assets a task told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __getitem__(self, alias):
        return SimpleNamespace(add=lambda asset: self.told.append(asset.uri.rstrip("/")))


def accepted(engine, corporation: str) -> int:
    """Store an accepted list with one row, put away already; return its id."""
    with engine.begin() as db:
        delivery_id = db.execute(
            text(
                "insert into raw.delivery (corporation, kind, file_name, sha256, size_bytes, reference_on,"
                " arrived_at, arrived_on, state, rows_read, rows_accepted, rows_rejected, judged_at,"
                " tidied_at) values (:corporation, 'arrears', 'huurachterstand_x_20260316.csv', 'x', 1,"
                " '2026-03-16', now(), '2026-03-16', 'accepted', 1, 1, 0, now(), now()) returning delivery_id"
            ),
            {"corporation": corporation},
        ).scalar_one()
        db.execute(
            text(
                "insert into raw.delivered_row (delivery_id, record_no, line_no, is_accepted, fields)"
                " values (:id, 1, 2, true, cast(:fields as jsonb))"
            ),
            {"id": delivery_id, "fields": json.dumps({"huurdernummer": corporation, "contractnummer": "C1"})},
        )
    return int(delivery_id)


def query(engine, statement: str) -> list[tuple]:
    """Return the rows of a statement."""
    with engine.connect() as db:
        return [tuple(row) for row in db.execute(text(statement))]


def test_feedback_is_laid_in_each_out_and_one_that_fails_stops_no_other(server, world):
    """Each corporation finds its own rows only; the one whose folder fails gets them at the next run."""
    from vroegeropaf_airflow.steps import collecting

    ids = {corporation: accepted(world.engine, corporation) for corporation in CORPORATIONS}
    out = {corporation: server.folder(corporation) / "out" for corporation in CORPORATIONS}
    blocked = out["mitros"] / FEEDBACK.format("mitros", ids["mitros"])
    blocked.mkdir(parents=True)  # in the way of the file
    with pytest.raises((TransientError, PermanentError), match=r"archive_failed: .*mitros \(sftp_\w+\)$"):
        collecting.archive(world, list(CORPORATIONS))
    for corporation in ("viveste", "provides"):
        [found] = out[corporation].iterdir()
        assert found.name == FEEDBACK.format(corporation, ids[corporation])
        content = found.read_text(encoding="utf-8-sig")
        assert f'"2";"{corporation}";"C1";' in content
        assert not any(other in content for other in CORPORATIONS if other != corporation)
    assert query(world.engine, "select corporation from raw.delivery where fed_back_state is null") == [
        ("mitros",)
    ]
    blocked.rmdir()
    assert collecting.archive(world, list(CORPORATIONS)) == {"tidied": 0, "written": 1}
    assert [path.name for path in out["mitros"].iterdir()] == [FEEDBACK.format("mitros", ids["mitros"])]
    assert collecting.archive(world, list(CORPORATIONS)) == {"tidied": 0, "written": 0}


def test_a_refused_login_is_not_tried_again(server, world):
    """When no corporation could be helped by a second try, the task fails for good."""
    from vroegeropaf_airflow.steps import collecting

    accepted(world.engine, "viveste")
    (server._keys.authorized / "viveste").unlink()
    with pytest.raises(PermanentError, match=r"archive_failed: .*viveste \(sftp_login_refused\)"):
        collecting.archive(world, list(CORPORATIONS))


def test_a_part_that_fails_stops_no_other_part(world, monkeypatch):
    """Reports cannot be made: late lists are noticed all the same, and the code is in the error."""
    from vroegeropaf_airflow.steps import collecting

    accepted(world.engine, "viveste")
    world.today = NOW.date().replace(day=24)

    def fail(*arguments):
        raise VroegEropafError("report_failed", "delivery 1")

    monkeypatch.setattr(quality_report, "queue_reports", fail)
    events = Events()
    with pytest.raises(VroegEropafError, match="report_failed: delivery 1"):
        collecting.check_and_load(world, events)
    assert len(query(world.engine, "select 1 from core.late_notice")) == 5

    def break_down(*arguments):
        raise RuntimeError("Zoekmerkstein")

    monkeypatch.setattr(lateness, "note_late", break_down)
    with pytest.raises(VroegEropafError) as raised:
        collecting.check_and_load(world, events)
    assert raised.value.code == "steps_failed"
    assert "quality reports (report_failed)" in raised.value.message
    assert "late lists (RuntimeError)" in raised.value.message
    assert "Zoekmerk" not in str(raised.value)


def test_check_and_load_queues_the_report_and_wakes_the_mail(world):
    """What was judged is reported in the same run, and a second run says nothing new."""
    from vroegeropaf_airflow.steps import collecting

    accepted(world.engine, "viveste")
    events = Events()
    assert collecting.check_and_load(world, events)["reports"] == 1
    assert events.told == ["vroegeropaf://outbox"]
    assert collecting.check_and_load(world, Events())["reports"] == 0


# ---------------------------------------------------------------------- the answer
@pytest.fixture
def held(world) -> int:
    """A delivery that waits for a steward."""
    delivery_id = accepted(world.engine, "viveste")
    with world.engine.begin() as db:
        db.execute(
            text("update raw.delivery set state = 'held', reason = 'too_many_rejected', held_at = :now"),
            {"now": NOW},
        )
    return delivery_id


def test_a_run_id_can_be_read(world, held):
    """Delivery, corporation and reference date."""
    from vroegeropaf_airflow.steps import reviewing

    [waiting] = review.waiting(world.engine)
    assert reviewing.run_id(waiting) == f"levering-{held}-viveste-2026-03-16"


def test_the_prepared_question_has_its_term_and_a_link(world, held):
    """Subject, body, and an instant that the operator can read."""
    from vroegeropaf_airflow.steps import reviewing

    asked = reviewing.question(world, held)
    assert datetime.fromisoformat(asked["answer_by"]) == NOW.replace(day=18, hour=12)
    assert f"https://airflow.example/plugin/kwaliteit/vroegeropaf/kwaliteit/{held}" in asked["body"]
    assert "woensdag 18 maart om 12.00 uur" in asked["body"]
    with world.engine.begin() as db:
        db.execute(text("update raw.delivery set reason = 'rows_below_half'"))
    assert reviewing.question(world, held)["answer_by"] == ""


def answer(label: str, user: str | None) -> dict:
    """Return an answer as Airflow hands it on."""
    return {"chosen_options": [label], "responded_by_user": {"id": user, "name": user} if user else None}


def test_the_term_answers_in_its_own_name_and_a_later_answer_is_skipped(world, held):
    """Nobody answered: `termijn`, and the sender is told. A steward who answers then changes nothing."""
    from airflow.sdk.exceptions import AirflowSkipException

    from vroegeropaf_airflow.options import LABELS, WITHOUT_ANSWER
    from vroegeropaf_airflow.steps import reviewing

    events = Events()
    reviewing.apply(world, held, answer(WITHOUT_ANSWER, None), events)
    decided = "select answer, decided_by from core.delivery_decision"
    assert query(world.engine, decided) == [("good_rows_only", "termijn")]
    assert set(events.told) == {"vroegeropaf://signals", "vroegeropaf://outbox"}
    assert len(query(world.engine, "select 1 from core.outbox where kind = 'quality_report'")) == 1
    may(world, "steward", roles.Role.STEWARD)
    for user in ("steward", "admin"):
        with pytest.raises(AirflowSkipException, match="was al beantwoord"):
            reviewing.apply(world, held, answer(LABELS["refuse"], user), Events())
    assert query(world.engine, decided) == [("good_rows_only", "termijn")]


def may(world, user: str, role: roles.Role) -> None:
    """Give a user of Airflow a role of ours."""
    with world.engine.begin() as db:
        roles.grant(db, user, role, "beheer")


def test_an_answer_by_a_person_bears_the_name(world, held):
    """Who answered is on record."""
    from vroegeropaf_airflow.options import LABELS
    from vroegeropaf_airflow.steps import reviewing

    may(world, "steward", roles.Role.STEWARD)
    assert reviewing.apply(world, held, answer(LABELS["refuse"], "steward"), Events()) == "refused"
    assert query(world.engine, "select answer, decided_by from core.delivery_decision") == [
        ("refuse", "steward")
    ]


@pytest.mark.parametrize("user", ["admin", "STEWARD", "termijn", ""])
def test_an_answer_without_the_role_of_steward_changes_nothing(world, held, monkeypatch, user):
    """Who may answer in Airflow may not yet decide: the delivery stays held, and is asked about again."""
    from vroegeropaf_airflow.options import LABELS
    from vroegeropaf_airflow.steps import reviewing

    may(world, "steward", roles.Role.STEWARD)
    may(world, "admin", roles.Role.OPERATOR)
    logged: list[str] = []
    monkeypatch.setattr(reviewing.logger, "warning", lambda said, *parts: logged.append(said % parts))
    given = {
        "chosen_options": [LABELS["accept_all"]],
        "responded_by_user": {"id": "17", "name": user},
    }
    with pytest.raises(PermanentError, match="role_missing") as raised:
        reviewing.apply(world, held, given, Events())
    assert logged == [f"delivery {held}: user id 17 is no steward"]
    assert not user or user not in str(raised.value)
    assert query(world.engine, "select state from raw.delivery") == [("held",)]
    assert query(world.engine, "select 1 from core.delivery_decision") == []
    assert query(world.engine, "select 1 from core.outbox") == []
    assert review.open_questions(world.engine) == (held,)


def test_the_question_says_who_may_answer(world, held):
    """Whoever opens it knows before answering."""
    from vroegeropaf_airflow.steps import reviewing

    assert "rol gegevensbeheerder (steward)" in reviewing.question(world, held)["body"]


@pytest.mark.parametrize(
    ("answer_by", "low", "high"),
    [
        ("2026-03-18T12:00:00+01:00", timedelta(hours=50, minutes=59), timedelta(hours=51)),
        ("2026-03-16T08:00:00+01:00", timedelta(seconds=1), timedelta(seconds=1)),
    ],
)
def test_the_open_question_waits_until_its_term(monkeypatch, tmp_path, answer_by, low, high):
    """On the product's calendar; a term that has passed ends at once; the default is the good rows."""
    raised = execute(monkeypatch, tmp_path, answer_by)
    assert low <= raised.timeout <= high
    assert raised.asked["defaults"] == ["Alleen de goede rijen laden"]


def test_a_question_without_a_term_waits_for_ever(monkeypatch, tmp_path):
    """No timeout is stored, so no scheduler ever answers it; and no default that could be taken."""
    raised = execute(monkeypatch, tmp_path, "")
    assert raised.timeout is None
    assert raised.asked["defaults"] is None


def execute(monkeypatch, tmp_path, answer_by: str):
    """Execute the question at 09:00 of 16 March; return the signal that parks it, with what was asked."""
    from airflow.providers.standard.operators import hitl
    from airflow.sdk.exceptions import TaskAwaitingInput

    from vroegeropaf import settings
    from vroegeropaf_airflow.steward_question import StewardQuestion

    today = tmp_path / "today"
    today.write_text("2026-03-16T09:00:00", encoding="utf-8")
    monkeypatch.setenv("VROEGEROPAF_TODAY_FILE", str(today))
    settings.settings.cache_clear()
    asked: dict = {}
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **values: asked.update(values))
    question = StewardQuestion(
        task_id="ask", subject="s", body="b", answer_by=answer_by, execution_timeout=None
    )
    try:
        with pytest.raises(TaskAwaitingInput) as raised:
            question.execute({"task_instance": SimpleNamespace(id="1")})
    finally:
        settings.settings.cache_clear()
    raised.value.asked = asked
    return raised.value
