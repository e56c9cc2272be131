"""What a sender hears of its file: the mail of the same day, and the feedback in its own out/."""

import csv
import io
import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from support.folder import DirectoryFolder

from vroegeropaf.deliveries import feedback_file, quality_report, review
from vroegeropaf.errors import TransientError, VroegEropafError

MARKER = {
    "voorletters": "Q.Z.",
    "achternaam": "Zoekmerkstein",
    "geboortedatum": "17-03-1961",
    "straat": "Zoekmerklaan",
    "plaats": "Zoekmerkdam",
    "huurdernummer": "HZM991",
    "contractnummer": "CZM992",
    "maandhuur": "917,39",
    "achterstand": "1.834,78",
}
WORDS = ["Zoekmerk", "Q.Z.", "17-03-1961", "1961", "HZM991", "CZM992", "917,39", "1.834", "1834"]
BAD = {"postcode": "??"}


def mails(office) -> list[tuple]:
    """Return key, recipient, subject and both bodies of the queued reports."""
    return office.query(
        "select message_key, recipient, subject, body_text, body_html from core.outbox"
        " where kind = 'quality_report' order by outbox_id"
    )


def report(office) -> int:
    """Queue what is due."""
    return quality_report.queue_reports(office.engine, office.region)


def test_a_good_list_is_thanked_for_once(office):
    """One mail to the data contact; a second run adds nothing."""
    office.deliver(office.arrears(3))
    assert report(office) == 1
    assert report(office) == 0
    [(key, recipient, subject, body, _)] = mails(office)
    [(delivery_id,)] = office.query("select delivery_id from raw.delivery")
    assert key == f"quality.{delivery_id}.accepted"
    assert recipient == office.region.parties.corporations["viveste"].contact_email
    assert subject == "Uw lijst van ma 16 mrt: verwerkt, dank u wel"
    assert "Alles is verwerkt: 3 rijen." in body


def test_rejected_rows_are_told_by_rule_and_line_and_by_nothing_else(office):
    """Counts, rules, headers and line numbers of the file; no cell of any row, good, bad or forbidden."""
    changes = {
        1: dict(MARKER),
        2: MARKER | BAD | {"huurdernummer": "HZM9912"},
        3: MARKER | {"bezwaar": "J", "contractnummer": "CZM9923"},
        4: MARKER | {"oudste_vervaldatum": "01-01-2020", "contractnummer": "CZM9924"},
    }
    office.deliver(office.arrears(8, changes))
    report(office)
    [(_, _, subject, body, html)] = mails(office)
    assert subject == "Uw lijst van ma 16 mrt: 6 rijen verwerkt, 2 niet"
    assert "De postcode is niet te lezen.\n  kolom postcode, 1 rij: regel 3\n" in body
    assert "kolom bezwaar, 1 rij: regel 4" in body
    assert "kolom oudste_vervaldatum, 1 rij: regel 5" in body
    assert [word for word in WORDS if word in subject + body + html] == []


def test_a_refused_file_is_told_why_and_what_to_do(office):
    """A forbidden column: gone, why, and how to deliver again; neither its header nor a cell is repeated."""
    content = office.arrears(2, {1: dict(MARKER)}).replace(b"plaats", b"bsn_zoekmerk", 1)
    [verdict] = office.deliver(content).verdicts
    assert verdict.reason == "forbidden_column"
    report(office)
    [(key, _, subject, body, html)] = mails(office)
    assert key.endswith(".refused")
    assert "We hebben het bestand gewist." in body
    assert [word for word in [*WORDS, "bsn_zoekmerk"] if word in subject + body + html] == []


def test_a_file_that_is_refused_twice_is_told_once(office):
    """The same bytes again, judged again to the same state: no error, no second mail."""
    for _ in range(2):
        office.deliver(b"geen lijst")
        report(office)
    assert len(mails(office)) == 1
    assert office.query("select state, reported_state from raw.delivery") == [("refused", "refused")]


def test_a_held_list_is_told_of_twice(office):
    """When we began to look, and when we were done."""
    office.deliver(office.arrears(20, {number: dict(BAD) for number in range(1, 7)}))
    assert report(office) == 1
    [held] = review.open_questions(office.engine)
    review.apply_answer(
        office.engine, office.region, held, "good_rows_only", "steward", office.day, office.key
    )
    assert report(office) == 1
    keys = [key for key, *_ in mails(office)]
    assert keys == [f"quality.{held}.held", f"quality.{held}.accepted_with_rejected_rows"]
    assert "We hebben er eerst zelf naar gekeken. 14 rijen zijn verwerkt" in mails(office)[1][3]


def test_one_report_that_cannot_be_made_stops_no_other(office, monkeypatch):
    """The others are queued, the error names the delivery, and the next run makes it up."""
    office.deliver(office.arrears(1))
    office.deliver(
        office.withdrawals(("1", "betaald")), "afmelding_viveste_20260317.csv", office.now + timedelta(days=1)
    )
    made = quality_report.compose.render

    def fail_first(template, **values):
        if values["file_name"].startswith("huurachterstand"):
            raise ValueError("Zoekmerkstein")
        return made(template, **values)

    monkeypatch.setattr(quality_report.compose, "render", fail_first)
    with pytest.raises(VroegEropafError, match=r"report_failed: .*delivery \d+ \(ValueError\)$"):
        report(office)
    assert [subject for _, _, subject, *_ in mails(office)] == [
        "Uw afmeldbestand van di 17 mrt: verwerkt, dank u wel"
    ]
    monkeypatch.setattr(quality_report.compose, "render", made)
    assert report(office) == 1


def test_a_kill_between_mail_and_mark_loses_and_doubles_nothing(office):
    """They are one transaction: killed just before its commit, neither is there; the next run makes both."""
    office.deliver(office.arrears(1))
    pid = os.fork()
    if pid == 0:
        event.listen(office.engine, "commit", lambda connection: os.kill(os.getpid(), signal.SIGKILL))
        report(office)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    assert mails(office) == []
    assert report(office) == 1
    assert len(mails(office)) == 1


# ---------------------------------------------------------------------- feedback files
@pytest.fixture
def folder(tmp_path) -> DirectoryFolder:
    """The corporation's own folder."""
    return DirectoryFolder(tmp_path / "viveste")


def feed(office, folder) -> int:
    """Write what is due for Viveste."""
    return feedback_file.feed_back(office.engine, folder, "viveste", office.region)


def table(folder, name: str) -> list[dict[str, str]]:
    """Return the rows of a feedback file as a spreadsheet reads them."""
    content = (folder.root / "out" / name).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_every_row_is_fed_back_with_its_reference(office, folder):
    """Received, rejected by rule, and legally purged without numbers; formulas are defused."""
    changes = {
        2: dict(BAD),
        3: {"bezwaar": "J"},
        4: {"contractnummer": '=HYPERLINK("x")'},
        5: BAD | {"contractnummer": "+31612345678"},
    }
    office.deliver(office.arrears(6, changes))
    assert feed(office, folder) == 1
    [(delivery_id,)] = office.query("select delivery_id from raw.delivery")
    name = f"terugkoppeling_viveste_20260316_{delivery_id}.csv"
    found = table(folder, name)
    assert list(found[0]) == ["regel", "huurdernummer", "contractnummer", "status", "code", "toelichting"]
    assert [tuple(row.values())[:5] for row in found] == [
        ("2", "H1", "C1", "ONTVANGEN", ""),
        ("3", "H2", "C2", "AFGEKEURD", "postcode_unreadable"),
        ("4", "", "", "AFGEKEURD", "objection"),
        ("5", "H4", '\'=HYPERLINK("x")', "ONTVANGEN", ""),
        ("6", "H5", "'+31612345678", "AFGEKEURD", "postcode_unreadable"),
        ("7", "H6", "C6", "ONTVANGEN", ""),
    ]
    (folder.root / "out" / name).unlink()
    assert feed(office, folder) == 0


def test_withdrawals_are_fed_back_and_what_they_block(office, folder):
    """A withdrawal was received; a list that comes later with that contract opens nothing, and says so."""
    office.deliver(office.arrears(2))
    later = office.now + timedelta(days=1)
    office.deliver(
        office.withdrawals(("1", "betaald"), ("2", "zomaar")), "afmelding_viveste_20260317.csv", later
    )
    list_again = office.arrears(2).replace(b"16-03-2026", b"17-03-2026")
    office.deliver(list_again, "huurachterstand_viveste_20260317.csv", later)
    assert feed(office, folder) == 3
    names = sorted(path.name for path in (folder.root / "out").iterdir())
    told = {name: [(row["status"], row["code"]) for row in table(folder, name)] for name in names}
    ids = [row[0] for row in office.query("select delivery_id from raw.delivery order by 1")]
    assert told == {
        f"terugkoppeling_viveste_20260316_{ids[0]}.csv": [("ONTVANGEN", ""), ("ONTVANGEN", "")],
        f"terugkoppeling_viveste_20260317_{ids[1]}.csv": [("ONTVANGEN", ""), ("AFGEKEURD", "reason_unknown")],
        f"terugkoppeling_viveste_20260317_{ids[2]}.csv": [
            ("AFGEKEURD", "withdrawn_before"),
            ("ONTVANGEN", ""),
        ],
    }


@pytest.mark.parametrize(
    ("answer", "statuses"),
    [
        ("good_rows_only", {"ONTVANGEN": 14, "AFGEKEURD": 6}),
        ("refuse", {"AFGEKEURD": 20}),
    ],
)
def test_a_held_list_is_fed_back_when_it_was_answered(office, folder, answer, statuses):
    """Nothing while it waits; then each row with what the answer made of it."""
    office.deliver(office.arrears(20, {number: dict(BAD) for number in range(1, 7)}))
    assert feed(office, folder) == 0
    [held] = review.open_questions(office.engine)
    review.apply_answer(office.engine, office.region, held, answer, "steward", office.day, office.key)
    assert feed(office, folder) == 1
    found = table(folder, f"terugkoppeling_viveste_20260316_{held}.csv")
    counted = [row["status"] for row in found]
    assert {status: counted.count(status) for status in set(counted)} == statuses
    assert {row["code"] for row in found if row["status"] == "AFGEKEURD"} <= {
        "postcode_unreadable",
        "refused_by_steward",
    }


def test_no_file_for_what_has_no_rows(office, folder):
    """A file refused at the gates and a list of nobody leave out/ empty."""
    office.deliver(b"geen lijst")
    office.deliver(office.arrears(0))
    assert feed(office, folder) == 0
    assert list((folder.root / "out").iterdir()) == []
    assert feed(office, folder) == 0


def test_a_file_that_could_not_be_written_is_written_at_the_next_run(office, folder, monkeypatch):
    """It is marked only after it stands there."""
    office.deliver(office.arrears(1))

    def cut(self, name, content):
        raise TransientError("sftp_unreachable", "viveste")

    monkeypatch.setattr(DirectoryFolder, "write_out", cut)
    with pytest.raises(TransientError):
        feed(office, folder)
    monkeypatch.undo()
    assert feed(office, folder) == 1


def test_a_corporation_is_told_of_its_own_rows_only(office, folder):
    """Another corporation's delivery is no work for this folder."""
    office.deliver(office.arrears(1))
    with office.engine.begin() as db:
        db.execute(text("update raw.delivery set corporation = 'mitros'"))
    assert feed(office, folder) == 0
    assert list((folder.root / "out").iterdir()) == []
