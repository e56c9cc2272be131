"""From an inbox to signals, on a real Postgres: the ways in which real files come."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import text
from support.folder import DirectoryFolder

from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.deliveries import collect, judge, store
from vroegeropaf.errors import ConfigurationError, TransientError, VroegEropafError
from vroegeropaf.local.sample.month import MONDAY, Month

NOW = datetime.combine(MONDAY, time(8), tzinfo=AMSTERDAM)
NEXT = "huurachterstand_viveste_20260323.csv"


def marker(content: bytes, rows: int) -> bytes:
    """Return a ready marker that agrees with these bytes."""
    return json.dumps({"rijen": rows, "sha256": hashlib.sha256(content).hexdigest()}).encode()


def next_list(office, rows: int = 1, changes: dict | None = None) -> bytes:
    """Return the list of a week later."""
    return office.arrears(rows, changes).replace(b"16-03-2026", b"23-03-2026")


def test_good_list_becomes_signals(office):
    """Every good row becomes one open signal with its bailiff date, its arrival and its proof."""
    report = office.deliver(office.arrears(3))
    (verdict,) = report.verdicts
    assert (verdict.verdict, verdict.reason, verdict.rows, verdict.accepted) == ("accepted", None, 3, 3)
    assert (report.signals_opened, report.signals_updated, report.signals_ended) == (3, 0, 0)
    assert office.query(
        "select contract_no, initials, postcode, municipality, arrears_eur::text, bailiff_on::text,"
        " is_bailiff_estimated, arrived_on::text from core.signal order by contract_no limit 1"
    ) == [("C1", "J.P.", "3991AB", "Houten", "1001.50", "2026-05-01", False, "2026-03-16")]
    assert office.query("select count(*) from core.signal_report") == [(3,)]
    assert office.query("select accepted_cents from raw.delivery") == [(300750,)]


def test_judged_file_is_archived_under_time_and_hash(office):
    """After judging, the file leaves the inbox under a name that says which bytes it was."""
    content = office.arrears()
    office.deliver(content)
    digest = hashlib.sha256(content).hexdigest()[:8]
    assert list(office.inbox.archived) == [f"20260316T070000Z-{digest}-{office.list_name}"]
    assert office.inbox.files == {}
    assert office.query("select tidied_at is not null from raw.delivery") == [(True,)]


def test_same_file_twice_is_one_delivery(office):
    """The same bytes again are recognised, archived, and change nothing."""
    content = office.arrears(2)
    office.deliver(content)
    office.inbox.put(office.list_name, content, office.now + timedelta(hours=1))
    report = office.fetch(office.now + timedelta(hours=2))
    assert report == collect.FetchReport((), 0, 0)
    assert office.judge().verdicts == ()
    assert office.tidy() == 1
    assert office.inbox.files == {}
    assert office.query("select count(*) from raw.delivery") == [(1,)]


def test_second_run_of_each_step_changes_nothing(office):
    """Fetching, judging and tidying again leave database and inbox as they are."""
    office.inbox.put(office.list_name, office.arrears(2))
    assert len(office.fetch().delivery_ids) == 1
    assert office.fetch() == collect.FetchReport((), 0, 0)
    office.judge()
    before = office.query("select * from core.signal order by 1")
    assert office.judge() == judge.JudgeReport()
    assert (office.tidy(), office.tidy()) == (1, 0)
    assert office.query("select * from core.signal order by 1") == before


def test_file_with_an_agreeing_marker_is_taken_at_once(office):
    """A ready marker with the right hash needs no second look, and is archived with the file."""
    content = office.arrears(2)
    office.inbox.put(office.list_name, content)
    office.inbox.put(office.list_name + ".klaar", marker(content, 2))

    def never(_: float) -> None:
        raise AssertionError("no second look was needed")

    assert len(office.fetch(sleep=never).delivery_ids) == 1
    office.judge()
    office.tidy()
    assert office.inbox.files == {}
    assert len(office.inbox.archived) == 2


def test_half_uploaded_file_waits_until_it_is_whole(office):
    """A file that grows between two looks is not read; when it stands still it is."""
    content = office.arrears(20)
    office.inbox.put(office.list_name, content[:200])

    def grow(_: float) -> None:
        office.inbox.put(office.list_name, content, office.now)

    assert office.fetch(sleep=grow) == collect.FetchReport((), 1, 0)
    later = office.now + timedelta(minutes=30)
    assert len(office.fetch(later).delivery_ids) == 1
    assert office.judge().verdicts[0].accepted == 20


def test_marker_of_other_bytes_does_not_speed_up(office):
    """A marker that disagrees gives no early reading; the stable file is then refused for it."""
    office.inbox.put(office.list_name, office.arrears(2)[:-40])
    office.inbox.put(office.list_name + ".klaar", marker(office.arrears(2), 2))

    def finish(_: float) -> None:
        office.inbox.put(office.list_name, office.arrears(3), office.now)

    assert office.fetch(sleep=finish).waiting == 1
    assert len(office.fetch(office.now + timedelta(hours=1)).delivery_ids) == 1
    assert office.judge().verdicts[0].reason == "companion_differs"


def test_file_that_changes_while_it_is_read_waits(office):
    """A transfer that does not fit the listing is tried again, without an error."""
    office.inbox.put(office.list_name, office.arrears())
    office.inbox.broken[office.list_name] = "file_changed"
    assert office.fetch(stable_after_s=0) == collect.FetchReport((), 1, 0)
    assert len(office.fetch(office.now + timedelta(minutes=1)).delivery_ids) == 1


def test_lost_line_is_told_and_taken_up_later(office):
    """When the line breaks the caller hears it; the next run fetches the file."""
    office.inbox.put(office.list_name, office.arrears())
    office.inbox.broken[office.list_name] = "connection_lost"
    with pytest.raises(TransientError, match="connection_lost"):
        office.fetch()
    assert len(office.fetch(office.now + timedelta(hours=1)).delivery_ids) == 1


def test_strange_files_are_left_alone_and_counted(office):
    """Foreign names, other corporations, old spreadsheets and huge files stay where they are, with a code."""
    for name in ("vakantie.jpg", "../kwaad.csv", "huurachterstand_mitros_20260316.csv", "a.csv.part"):
        office.inbox.put(name, b"x")
    office.inbox.put("huurachterstand_viveste_20260316.xls", b"\xd0\xcf")
    assert office.fetch() == collect.FetchReport((), 0, 4)
    assert len(office.inbox.files) == 5
    codes = office.query("select refused_code from raw.file_look order by 1")
    assert codes == [
        ("name_not_allowed",),
        ("name_not_allowed",),
        ("name_not_allowed",),
        ("other_corporation",),
    ]


def test_six_processes_at_once_make_one_delivery(office):
    """Six collectors that see the same file at the same time take it in once."""
    office.inbox.put(office.list_name, office.arrears(5))
    with ThreadPoolExecutor(6) as pool:
        reports = list(pool.map(lambda _: office.fetch(), range(6)))
    assert sum(len(report.delivery_ids) for report in reports) == 1
    assert office.query("select count(*) from raw.delivery") == [(1,)]


def test_six_judges_at_once_load_once(office):
    """Six judges of the same delivery load its rows once."""
    office.inbox.put(office.list_name, office.arrears(5))
    office.fetch()
    office_reports = []
    with ThreadPoolExecutor(6) as pool:
        office_reports = list(pool.map(lambda _: office.judge(), range(6)))
    assert sum(len(report.verdicts) for report in office_reports) == 1
    assert office.query("select count(*) from core.signal") == [(5,)]


@pytest.mark.parametrize("step", ["Writer.keep", "close", "Writer.load", "end"])
def test_kill_inside_judging_loses_and_doubles_nothing(office, monkeypatch, step):
    """Whatever line judging dies at, nothing of the delivery is there, and the next run does it whole."""
    office.inbox.put(office.list_name, office.arrears(2))
    office.fetch()
    place = store.Writer if "." in step else store
    step = step.rsplit(".")[-1]
    whole = getattr(place, step)

    def die(*args, **kwargs):
        whole(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(place, step, die)
    with pytest.raises(KeyboardInterrupt):
        office.judge()
    assert office.query("select count(*) from core.signal") == [(0,)]
    assert office.query("select count(*) from raw.delivered_row") == [(0,)]
    monkeypatch.undo()
    assert office.judge().signals_opened == 2


def test_lost_answer_of_the_archive_is_no_trouble(office):
    """A rename whose answer was lost is found done by the next run."""
    office.inbox.put(office.list_name, office.arrears())
    office.fetch()
    office.judge()
    office.inbox.loses_answers = True
    with pytest.raises(TransientError):
        office.tidy()
    office.inbox.loses_answers = False
    office.tidy()
    assert office.inbox.files == {}
    assert len(office.inbox.archived) == 1
    assert office.query("select tidied_at is not null from raw.delivery") == [(True,)]


def test_correction_between_fetch_and_tidy_is_not_lost(office):
    """New bytes under the same name, after the fetch, stay in the inbox and become the next delivery."""
    office.inbox.put(office.list_name, office.arrears(2))
    office.fetch()
    office.judge()
    office.inbox.put(office.list_name, office.arrears(3), office.now)
    assert office.tidy() == 0
    assert len(office.fetch(office.now + timedelta(hours=1)).delivery_ids) == 1
    assert office.judge().verdicts[0].rows == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x00\x01", "not_text"),
        (b"naam;na\x81am\r\n", "unreadable"),
        (b"naam;adres\r\na;b\r\n", "header_missing"),
        (b"", "empty_file"),
    ],
)
def test_bad_file_is_refused_and_the_others_go_on(office, content, reason):
    """An unreadable file or wrong headers: refused with a reason, while the good file is loaded."""
    office.inbox.put(office.list_name, content)
    office.inbox.put(NEXT, next_list(office, 2))
    office.fetch(office.now + timedelta(days=7))
    report = office.judge(office.day + timedelta(days=7))
    assert {(verdict.verdict, verdict.reason) for verdict in report.verdicts} == {
        ("refused", reason),
        ("accepted", None),
    }
    assert report.signals_opened == 2


def test_unexpected_breakdown_stops_nobody_else(office, monkeypatch, caplog):
    """A delivery whose check breaks down stays fetched and is named by id; the others are loaded first."""
    office.inbox.put(office.list_name, office.arrears(1))
    office.inbox.put(NEXT, next_list(office, 2))
    first, second = office.fetch(office.now + timedelta(days=7)).delivery_ids
    real = judge.assess.assess

    def breaks(content, name, *args):
        if name.name == office.list_name:
            raise ZeroDivisionError("Voorbeeld")
        return real(content, name, *args)

    monkeypatch.setattr(judge.assess, "assess", breaks)
    with pytest.raises(VroegEropafError, match=rf"judging_failed: the check of delivery {first} "):
        office.judge(office.day + timedelta(days=7))
    assert office.query("select delivery_id, state from raw.delivery order by 1") == [
        (first, "fetched"),
        (second, "accepted"),
    ]
    assert "ZeroDivisionError" in caplog.text
    assert "Voorbeeld" not in caplog.text
    assert office.query("select count(*) from core.signal") == [(2,)]


def test_later_list_updates_but_restarts_no_clock(office):
    """A contract that comes back keeps signal and arrival; amounts and bailiff date follow the list."""
    office.deliver(office.arrears(2))
    later = next_list(office, 3, {1: {"achterstand": "2.000,00", "datum_overdracht": "15-05-2026"}})
    report = office.deliver(later, NEXT, office.now + timedelta(days=7))
    assert (report.signals_opened, report.signals_updated) == (1, 2)
    assert office.query(
        "select arrears_eur::text, bailiff_on::text, arrived_on::text from core.signal"
        " where contract_no = 'C1'"
    ) == [("2000.00", "2026-05-15", "2026-03-16")]
    assert office.query("select count(*) from core.signal_report") == [(5,)]


def test_correction_of_the_same_day_wins(office):
    """Another list of the same reference date is a correction: noticed, and its values hold."""
    office.deliver(office.arrears(1))
    report = office.deliver(
        office.arrears(1, {1: {"achterstand": "500,00"}}), now=office.now + timedelta(hours=5)
    )
    assert report.signals_updated == 1
    assert office.query("select arrears_eur::text from core.signal") == [("500.00",)]
    assert office.query("select code from raw.notice") == [("correction",)]


def test_older_list_than_the_accepted_one_is_stale(office):
    """After the list of the 23rd the list of the 16th comes too late."""
    later = office.now + timedelta(days=7)
    office.deliver(next_list(office), NEXT, later)
    report = office.deliver(office.arrears(1), now=later + timedelta(hours=5))
    assert report.verdicts[0].reason == "stale_reference_date"


def test_withdrawal_ends_signals_with_its_reason(office):
    """Each withdrawn contract ends with the reason given; unknown ones are counted, nothing breaks."""
    office.deliver(office.arrears(3))
    content = office.withdrawals(("1", "betaald"), ("2", "Regeling"), ("9", "betaald"), ("3", "vergeten"))
    report = office.deliver(content, "afmelding_viveste_20260317_1.csv", office.now + timedelta(days=1))
    assert report.signals_ended == 2
    assert (report.verdicts[0].verdict, report.verdicts[0].rejected) == ("accepted_with_rejected_rows", 1)
    assert office.query(
        "select contract_no, end_reason, ended_on::text from core.signal"
        " where ended_on is not null order by 1"
    ) == [("C1", "betaald", "2026-03-17"), ("C2", "regeling", "2026-03-17")]
    assert office.query("select row_count from raw.notice where code = 'no_open_signal'") == [(1,)]


def test_list_of_an_older_day_does_not_reopen_a_withdrawn_contract(office):
    """A correction of a day before the withdrawal leaves the contract ended; a newer list opens it anew."""
    office.deliver(office.arrears(2))
    office.deliver(
        office.withdrawals(("1", "betaald")), "afmelding_viveste_20260317.csv", office.now + timedelta(days=1)
    )
    corrected = office.arrears(2, {2: {"achterstand": "500,00"}})
    assert office.deliver(corrected, now=office.now + timedelta(days=1, hours=2)).signals_opened == 0
    assert office.query("select row_count from raw.notice where code = 'withdrawn_before'") == [(1,)]
    assert office.deliver(next_list(office, 2), NEXT, office.now + timedelta(days=7)).signals_opened == 1


def test_outdated_withdrawal_loses_from_a_newer_list(office):
    """Words about the 17th do not end what the list of the 23rd still names; an objection always does."""
    later = office.now + timedelta(days=7)
    office.deliver(next_list(office, 2), NEXT, later)
    old = office.withdrawals(("1", "betaald"), ("2", "bezwaar"))
    assert (
        office.deliver(old, "afmelding_viveste_20260317.csv", later + timedelta(hours=1)).signals_ended == 1
    )
    assert office.query("select contract_no from core.signal where ended_on is not null") == [("C2",)]


def test_list_goes_before_a_withdrawal_of_the_same_day(office):
    """When both wait, the list is loaded first, so that the withdrawal finds its signal."""
    office.inbox.put("afmelding_viveste_20260316.csv", office.withdrawals(("1", "betaald"), day="16-03-2026"))
    office.inbox.put(office.list_name, office.arrears(1), office.now - timedelta(minutes=1))
    office.fetch()
    report = office.judge()
    assert (report.signals_opened, report.signals_ended) == (1, 1)


def test_nothing_is_fetched_without_a_hash_key(office):
    """Without the key a purged row could never be recognised again, so nothing starts."""
    with pytest.raises(ConfigurationError, match="hash_key_missing"):
        collect.fetch_new(office.engine, office.inbox, "viveste", office.region, office.now, 60, "")


def test_weekend_arrival_counts_from_monday(office):
    """R of the clocks is the arrival rolled to a working day; the look on Monday does not matter."""
    saturday = office.now + timedelta(days=5)
    office.inbox.put(
        NEXT.replace("0323", "0320"), office.arrears().replace(b"16-03-2026", b"20-03-2026"), saturday
    )
    office.fetch(office.now + timedelta(days=9))
    assert office.query("select arrived_on::text from raw.delivery") == [("2026-03-23",)]


def test_looks_survive_a_restart(office):
    """A file seen half an hour ago and unchanged since needs no second look in this run."""
    office.inbox.put(office.list_name, office.arrears())
    with office.engine.begin() as db:
        db.execute(
            text(
                "insert into raw.file_look (corporation, file_name, size_bytes, modified_at, first_seen_at,"
                " same_since_at, looked_at) values ('viveste', :name, :size, :at, :seen, :seen, :seen)"
            ),
            {
                "name": office.list_name,
                "size": len(office.arrears()),
                "at": office.now - timedelta(hours=1),
                "seen": office.now - timedelta(minutes=30),
            },
        )

    def never(_: float) -> None:
        raise AssertionError("no second look was needed")

    assert len(office.fetch(sleep=never).delivery_ids) == 1


def test_whose_server_answers_first_numbers_no_case(database, region, tmp_path):
    """Files of one day are checked in the order of their corporations, whichever came in first."""
    month = Month(region)
    for file in sorted(month.monday(), key=lambda one: one.corporation, reverse=True):
        folder = DirectoryFolder(tmp_path / file.corporation)
        folder.put(file.name, file.content)
        collect.fetch_new(
            database, folder, file.corporation, region, NOW, 0, "test-hash-key", sleep=lambda seconds: None
        )
    judge.judge_waiting(database, region, MONDAY, "test-hash-key")
    with database.connect() as db:
        owners = list(db.exec_driver_sql("select corporation from core.signal order by signal_id").scalars())
    assert len(set(owners)) > 2
    assert owners == sorted(owners)
