"""Locking, mailing and calling off visits on the real database: once, also after a rerun or a kill."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from vroegeropaf import database, workdays
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.messages import outbox
from vroegeropaf.planning import area_map

MONDAY = date(2026, 3, 2)
MARKER = "Kwatrijnstra"


def test_near_visits_are_sent_and_later_ones_stay_planned(house) -> None:
    """A visit is sent when it lies at most two working days ahead; every case is visited or has a reason."""
    for _ in range(12):
        house.open_case()
    report = house.assign()
    limit = workdays.add(MONDAY, 2)
    assert report.planned == 12
    assert report.outcome == "planned"
    for _, _, starts_at, _, state, _, _ in house.visits():
        day = starts_at.astimezone(AMSTERDAM).date()
        assert day > MONDAY
        assert state == ("sent" if day <= limit else "planned")
    assert report.sent == len(house.visits("sent")) > 0


def test_a_second_run_changes_nothing(house) -> None:
    """Rerun on the same day: no new run, visit, mail or token."""
    for _ in range(9):
        house.open_case()
    house.assign()
    before = house.state()
    report = house.assign(hour=9)
    assert (report.outcome, report.planned, report.sent, report.called_off) == ("unchanged", 0, 0, 0)
    assert house.state() == before


def test_a_kill_at_any_statement_loses_and_doubles_nothing(house) -> None:
    """Die before each statement in turn; one whole run afterwards gives what an undisturbed run gives."""
    closing = [house.open_case() for _ in range(4)]
    house.assign()
    house.query(
        "update core.household_case set closed_on = :d, close_reason = 'x' where case_id = :c",
        d=MONDAY,
        c=closing[0],
    )
    house.open_case()
    before, calls, deadline = house.state(), [0], [0]

    class Killed(Exception):
        pass

    def die(*_: Any) -> None:
        calls[0] += 1
        if calls[0] == deadline[0]:
            raise Killed

    event.listen(house.engine, "before_cursor_execute", die)
    for deadline[0] in range(1, 100):
        calls[0] = 0
        try:
            house.assign(hour=9)
        except Killed:
            calls[0] = -1000
            assert house.state() == before
        else:
            break
    event.remove(house.engine, "before_cursor_execute", die)
    assert deadline[0] > 10
    assert len(house.mails("call_off")) == 1
    assert {case for case, *_ in house.visits()} == {*closing[1:], closing[0] + 4}


def test_mails_carry_no_personal_data_and_one_event_per_visit(house) -> None:
    """A day list has case number, municipality, postcode area, time and link; no name, number or amount."""
    for _ in range(5):
        house.open_case()
    house.assign()
    mails = house.mails()
    sent = house.visits("sent")
    assert sum(mail.count("BEGIN:VEVENT") for *_, mail, _ in mails) == len(sent)
    tokens = {row[0] for row in house.query("select token_hash from core.form_token")}
    assert len(tokens) == len(sent)
    for mail in mails:
        whole = " ".join(str(part) for part in mail)
        assert not [word for word in (MARKER, "4711", "987", "3991ZZ", *tokens) if word in whole]
        assert "https://portal.example/b/" in mail[3]
        assert "VE-0000" in mail[3]
        assert "3991" in mail[3]
        assert mail[1].endswith("@vroegeropaf.example")
        assert "UID:visit-" in mail[5]
        assert mail[6] == "PUBLISH"


def test_a_new_visit_on_a_sent_day_sends_the_whole_day_again(house) -> None:
    """The second list says it is revised, holds the first visits at their times, and has another key."""
    first = house.open_case()
    house.assign()
    before = house.visits("sent")
    assert [row[0] for row in before] == [first]
    house.open_case()
    house.assign(hour=9)
    assert house.visits("sent")[: len(before)] == before
    one, two = house.mails()
    assert one[0] != two[0]
    assert one[2].startswith("Dagplanning di 3 mrt")
    assert two[2].startswith("Gewijzigde dagplanning di 3 mrt: 2 bezoeken")
    assert two[5].count("BEGIN:VEVENT") == 2


@pytest.mark.parametrize(
    "change",
    ["closed_on = date '2026-03-02', close_reason = 'all_signals_ended'", "hold_reason = 'guardian'"],
)
def test_a_sent_visit_of_a_closed_or_held_case_is_cancelled_once(house, change: str) -> None:
    """The team gets one CANCEL with the same UID and a higher SEQUENCE, however often we run."""
    case = house.open_case()
    house.assign()
    house.query(f"update core.household_case set {change} where case_id = :c", c=case)
    assert house.assign(hour=9).called_off == 1
    assert house.assign(hour=10).called_off == 0
    (cancel,) = house.mails("call_off")
    (published,) = house.mails()
    uid = next(line for line in published[5].splitlines() if line.startswith("UID:"))
    assert uid in cancel[5]
    assert "METHOD:CANCEL" in cancel[5]
    assert "SEQUENCE:1" in cancel[5]
    assert "SEQUENCE:0" in published[5]
    assert MARKER not in " ".join(str(part) for part in cancel)


def test_an_unsent_visit_is_called_off_without_mail(house) -> None:
    """Who was never told about a visit is not told that it is off."""
    case = house.open_case()
    house.query(
        "insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, "
        "outcome) values (date '2026-03-01', '', '', '', 0, '{}', 'planned')",
    )
    house.query(
        "insert into core.visit (case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, "
        "service_minutes, calendar_uid) select :c, plan_run_id, 1, 'houten', date '2026-03-13', 'ochtend', "
        "timestamptz '2026-03-13 09:30+01', 45, 'x' from core.plan_run",
        c=case,
    )
    house.query("update core.household_case set hold_reason = 'arrangement' where case_id = :c", c=case)
    assert house.assign().called_off == 1
    assert house.mails("call_off") == []


def test_two_households_at_one_door_are_told_as_two_talks(house) -> None:
    """One trip, two visits: day list and calendar say so, without a name, and never one line for both."""
    house.open_case()
    house.open_case()
    alone = house.open_case()
    house.query(
        "update core.signal set house_number = 8 where signal_id = (select signal_id from core.case_signal "
        "where case_id = :c)",
        c=alone,
    )
    house.assign()
    (mail,) = house.mails()
    words = "Twee aparte gesprekken op dit adres"
    assert [mail[3].count(words), mail[4].count(words)] == [2, 2]
    assert mail[5].replace("\r\n ", "").count(words) == 2
    assert mail[5].count("BEGIN:VEVENT") == 3
    starts = {case: starts_at for case, _, starts_at, *_ in house.visits("sent")}
    assert abs(starts[1] - starts[2]).total_seconds() == 45 * 60
    assert MARKER not in " ".join(str(part) for part in mail)


def test_a_door_is_written_in_several_ways(house) -> None:
    """12 A, 12-a and 12a are one door, 12 and 12-B are others, shared with nobody."""
    for number, letter, addition in (
        (12, "A", ""),
        (12, "", "-a"),
        (12, "", "a"),
        (12, "", ""),
        (12, "", "B"),
    ):
        case = house.open_case()
        house.query(
            "update core.signal set house_number = :n, house_letter = :l, house_addition = :a "
            "where signal_id = (select signal_id from core.case_signal where case_id = :c)",
            n=number,
            l=letter,
            a=addition,
            c=case,
        )
    with house.engine.connect() as db:
        found = database.rows(db, "planning/cases_to_plan", now=datetime(2026, 3, 2, 7, tzinfo=AMSTERDAM))
    assert [row["door"] for row in found] == [1, 1, 1, None, None]


def test_a_day_list_shows_a_map_of_areas_without_an_address(house) -> None:
    """The picture is stored with the mail and named in its HTML, with the order in words."""
    for postcode4 in ("3991", "3992"):
        house.open_case(postcode4=postcode4)
    house.assign()
    ((png, html, text, message_id),) = house.query(
        "select picture, body_html, body_text, message_id from core.outbox where kind = 'assignment'"
    )
    assert bytes(png).startswith(b"\x89PNG")
    assert f'src="cid:{outbox.content_id(message_id)}"' in html
    assert 'alt="Kaartje van de postcodegebieden met de bezoeken op volgorde: 1 in 399' in html
    assert "cid:" not in text
    assert [line[:2] for line in text.splitlines() if "uur" in line and "–" not in line][:2] == ["1.", "2."]


def test_the_map_in_a_mail_knows_no_door(house) -> None:
    """
    A mail is passed on where we cannot see it: with every front door found, the picture is drawn from the
    numbers of postcode areas alone, and no place stands in text or calendar.
    """
    for postcode4 in ("3991", "3992", "3994"):
        house.open_case(postcode4=postcode4)
    house.query(
        "insert into core.geocode (door, latitude, longitude, precision, source, looked_up_on) select door, "
        "52.0377 + row_number() over () / 1000.0, 5.1652, 'address', 'pdok', date '2026-03-02' "
        "from (select distinct door from core.case_door) as d"
    )
    house.assign()
    mails = house.query(
        "select picture, body_html, body_text, calendar from core.outbox where kind = 'assignment'"
    )
    assert mails
    for picture, html, text, entries in mails:
        (alt,) = re.findall(r'alt="(Kaartje[^"]*)"', html)
        drawn = area_map.draw(re.findall(r" in (\d{4})", alt), house.region.places)
        assert bytes(picture) == drawn.png
        assert alt == drawn.alt
        assert not re.search(r"5[12]\.\d{2}|[45]\.\d{3}|\d{4} ?[A-Z]{2}\b", html + text + entries)


def test_a_map_that_cannot_be_drawn_holds_nothing_up(house, monkeypatch, caplog) -> None:
    """The list goes out without a picture; the log has a code and the kind of fault, no value."""

    def broken(*_: Any) -> None:
        raise OSError("font of 3991ZZ")

    monkeypatch.setattr(area_map, "draw", broken)
    house.open_case()
    assert house.assign().sent == 1
    ((png, html),) = house.query("select picture, body_html from core.outbox where kind = 'assignment'")
    assert png is None
    assert "<img" not in html
    assert "map_not_drawn: OSError" in caplog.text
    assert "3991ZZ" not in caplog.text
