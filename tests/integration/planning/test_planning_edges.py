"""Second attempts and call-offs where days, mails and forms cross each other, on the real database."""

from datetime import date, datetime
from typing import Any

import pytest

from vroegeropaf import workdays
from vroegeropaf.cases import results
from vroegeropaf.clock import AMSTERDAM
from vroegeropaf.planning import leave, teams

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)


def report(house: Any, visit_id: int, today: date, key: str, **changes: Any) -> None:
    """Record "not at home" as the form does, or what `changes` say."""
    ((visit_on, part),) = house.query(
        "select visit_on, day_part from core.visit where visit_id = :v", v=visit_id
    )
    said: dict[str, Any] = {"is_reached": False, "end_result": None, "pilot_outcome": None} | changes
    with house.engine.begin() as db:
        results.record_attempt(
            db, visit_id=visit_id, kind="huisbezoek", day_part=part, attempted_on=visit_on,
            recorded_by="team:houten", submission_key=key, today=today, **said,
        )  # fmt: skip


def close(house: Any, case: int) -> None:
    """End a case, as after its last withdrawal."""
    house.query(
        "update core.household_case set closed_on = :d, close_reason = 'x' where case_id = :c",
        d=MONDAY,
        c=case,
    )


def day(moment: datetime) -> date:
    """Return the day in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date()


def outbox(house: Any) -> list[Any]:
    """Return (kind, state, visits) of all mails."""
    return house.query("select kind, state, visit_ids from core.outbox order by outbox_id")


@pytest.mark.parametrize("late_wd", [1, 4, 6])
def test_not_at_home_told_late_keeps_the_term_of_the_visit(house, late_wd: int) -> None:
    """
    The seven days count from the visit, not from the form, and nothing is planned before tomorrow; when that
    leaves no day on which the team goes out, the coordinator hears it at once.
    """
    house.open_case()
    house.assign()
    ((_, _, first_at, first_part, _, visit_id, _),) = house.visits()
    told_on = workdays.add(day(first_at), late_wd)
    report(house, visit_id, told_on, "k1")
    house.assign(told_on, hour=20)
    ((_, _, again_at, part, _, _, attempt),) = house.visits()
    assert attempt == 2
    assert part != first_part
    assert told_on < day(again_at)
    is_in_time = 2 <= workdays.between(day(first_at), day(again_at)) <= 7
    assert is_in_time is (late_wd < 6)
    assert len(house.mails("follow_up")) == (0 if is_in_time else 1)


def test_not_at_home_told_twice_is_one_attempt(house) -> None:
    """The same form again, or filled in anew: still one second visit, at the same time."""
    house.open_case()
    house.assign()
    ((_, _, first_at, _, _, visit_id, _),) = house.visits()
    for key in ("k1", "k1", "k2"):
        report(house, visit_id, day(first_at), key)
        house.assign(day(first_at), hour=20)
        ((*_, attempt),) = house.visits()
        assert attempt == 2
    assert len(house.visits("planned,sent,superseded")) == 1


def test_an_outcome_after_all_calls_off_the_second_visit(house) -> None:
    """The form is corrected: somebody was there, so nobody comes a second time."""
    case = house.open_case()
    house.assign()
    ((_, _, first_at, _, _, visit_id, _),) = house.visits()
    report(house, visit_id, day(first_at), "k1")
    house.assign(day(first_at), hour=20)
    assert house.visits()
    report(house, visit_id, day(first_at), "k2", is_reached=True, end_result="advies")
    house.assign(day(first_at), hour=21)
    assert house.visits() == []
    assert house.query("select closed_on from core.household_case where case_id = :c", c=case) == [
        (day(first_at),)
    ]


def test_a_team_that_went_to_a_called_off_visit_made_an_attempt(house) -> None:
    """Its "not at home" counts: the visit that was sent instead is the second, and there is no third."""
    house.open_case()
    house.assign()
    ((*_, visit_id, _),) = house.visits("sent")
    with house.engine.begin() as db:
        leave.enter_leave(db, teams.load(house.region), "htn-wil", TUESDAY, TUESDAY, None, "coordinator")
    house.assign(hour=9)
    ((_, _, again_at, _, state, again_id, _),) = before = house.visits()
    assert state == "sent"
    assert again_id != visit_id
    report(house, visit_id, TUESDAY, "k1")
    house.assign(TUESDAY, hour=20)
    assert house.visits() == before
    report(house, again_id, day(again_at), "k2")
    house.assign(day(again_at), hour=20)
    assert house.visits() == []
    assert house.mails("call_off") != []


def test_a_list_that_is_still_here_names_no_called_off_visit(house) -> None:
    """
    The mail server was down when one of two visits was withdrawn: the list with both never goes out, one with
    the other does, so that no list arrives after the CANCEL that contradicts it.
    """
    gone, stays = house.open_case(), house.open_case()
    house.assign()
    lists = [row for row in outbox(house) if row[0] == "assignment"]
    assert len(lists) == 1
    ids = {row[0]: row[5] for row in house.visits("sent")}
    close(house, gone)
    for hour in (9, 10):
        house.assign(hour=hour)
    assert outbox(house) == [
        ("assignment", "aborted", [ids[gone], ids[stays]]),
        ("call_off", "queued", [ids[gone]]),
        ("assignment", "queued", [ids[stays]]),
    ]
    assert "VE-000001" not in house.mails()[-1][3]
    assert "Gewijzigde" not in house.mails()[-1][2]


def test_a_list_that_went_out_is_not_sent_again(house) -> None:
    """The team has the list: a CANCEL for the one visit is enough."""
    gone, _ = house.open_case(), house.open_case()
    house.assign()
    house.query("update core.outbox set state = 'sent', attempts = 1, sent_at = now()")
    close(house, gone)
    house.assign(hour=9)
    assert [(kind, state) for kind, state, _ in outbox(house)] == [
        ("assignment", "sent"),
        ("call_off", "queued"),
    ]


def test_a_revised_list_that_waits_is_taken_back_without_another(house) -> None:
    """The first list went out, the second never left: what it would have added is off, nothing is new."""
    house.open_case()
    house.assign()
    house.query("update core.outbox set state = 'sent', attempts = 1, sent_at = now()")
    added = house.open_case()
    house.assign(hour=9)
    assert [state for _, state, _ in outbox(house)] == ["sent", "queued"]
    close(house, added)
    house.assign(hour=10)
    assert [(kind, state) for kind, state, _ in outbox(house)] == [
        ("assignment", "sent"),
        ("assignment", "aborted"),
        ("call_off", "queued"),
    ]


def test_a_list_on_its_way_is_replaced_once_it_comes_back(house) -> None:
    """In flight when the visit was called off, then put back by a busy server: the next run sees to it."""
    gone, stays = house.open_case(), house.open_case()
    house.assign()
    house.query("update core.outbox set state = 'inflight', attempts = 1")
    close(house, gone)
    house.assign(hour=9)
    assert [state for kind, state, _ in outbox(house) if kind == "assignment"] == ["inflight"]
    house.query("update core.outbox set state = 'queued' where state = 'inflight'")
    house.assign(hour=10)
    found = [(state, len(ids)) for kind, state, ids in outbox(house) if kind == "assignment"]
    assert found == [("aborted", 2), ("queued", 1)]
    assert stays in {row[0] for row in house.visits("sent")}


def test_one_of_two_signals_withdrawn_leaves_the_visit(house) -> None:
    """The household still owes: the sent visit stands, as it was sent, and no mail goes out."""
    case = house.open_case()
    house.open_case(corporation="mitros")
    house.query("update core.case_signal set case_id = :c", c=case)
    house.query("delete from core.household_case where case_id <> :c", c=case)
    house.assign()
    before = house.visits()
    house.query(
        "update core.signal set ended_on = arrived_on, end_reason = 'betaald' where corporation = 'viveste'"
    )
    house.query("update core.household_case set bailiff_corporation = 'mitros'")
    house.assign(hour=9)
    assert house.visits() == before
    assert house.mails("call_off") == []


def test_two_call_offs_in_a_row_have_an_entry_each(house) -> None:
    """Called off twice: two visits, two UIDs, each first 0 and then 1; nothing is cancelled twice."""
    house.open_case()
    house.assign()
    for hour, last in ((9, TUESDAY), (10, date(2026, 3, 4))):
        with house.engine.begin() as db:
            leave.enter_leave(db, teams.load(house.region), "htn-wil", last, last, None, "coordinator")
        house.assign(hour=hour)
    entries: dict[str, list[int]] = {}
    for *_, calendar, _ in house.query(
        "select calendar, calendar_method from core.outbox where calendar is not null order by outbox_id"
    ):
        lines = calendar.replace("\r\n ", "").split("\r\n")
        uids = [line[4:] for line in lines if line.startswith("UID:")]
        sequences = [int(line[9:]) for line in lines if line.startswith("SEQUENCE:")]
        for uid, sequence in zip(uids, sequences, strict=True):
            entries.setdefault(uid, []).append(sequence)
    assert list(entries.values()) == [[0, 1], [0, 1]]
    house.assign(hour=11)
    assert len(house.mails("call_off")) == 2


def test_a_visit_that_another_team_takes_over_is_told_to_both(house, monkeypatch) -> None:
    """The old team gets a CANCEL of its entry, the new one a list with an entry of its own."""
    house.open_case(municipality="Nieuwegein", postcode4="3431", corporation="mitros")
    house.assign()
    ((_, team, *_, visit_id, _),) = house.visits("sent")
    member = teams.load(house.region).teams[team].members[0]
    with house.engine.begin() as db:
        leave.enter_leave(
            db, teams.load(house.region), member, MONDAY, date(2026, 3, 31), None, "coordinator"
        )
    house.assign(hour=9)
    ((_, other, *_, again_id, _),) = house.visits()
    assert other != team
    (cancel,) = house.mails("call_off")
    assert cancel[1] == teams.load(house.region).teams[team].email
    assert f"UID:visit-{visit_id}@" in cancel[5]
    fresh = [mail for mail in house.mails() if f"UID:visit-{again_id}@" in mail[5]]
    assert [mail[1] for mail in fresh] == [teams.load(house.region).teams[other].email]


def test_a_team_goes_for_nobody_elses_claim(house) -> None:
    """The claim of the only corporation that a sent visit's team goes for ends: another team goes."""
    house.open_case(corporation="viveste")
    house.assign()
    ((_, code, *_),) = house.visits("sent")
    served = teams.load(house.region).teams[code].corporations
    other = next(one for one in house.region.parties.corporations if one not in served)
    house.query("update core.signal set corporation = :other", other=other)
    house.query("update core.household_case set bailiff_corporation = :other", other=other)
    again = house.assign(hour=9)
    assert again.called_off == 1
    assert house.query("select call_off_reason from core.visit where state = 'called_off'") == [
        ("other_corporation",)
    ]
    assert [kind for kind, _, _ in outbox(house)].count("call_off") == 1
    assert all(row[1] != code for row in house.visits())
