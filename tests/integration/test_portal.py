"""The visit form on a real database: what it shows, what it saves, and what it refuses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from vroegeropaf.database import connect
from vroegeropaf.planning.forms import issue_form
from vroegeropaf.portal.app import REQUESTS_PER_MINUTE, create_app
from vroegeropaf.settings import Settings

VISIT_ON = date(2026, 3, 3)
EXPIRES_ON = date(2026, 3, 10)
SAME_SITE = {"sec-fetch-site": "same-origin"}
MARKER = "Qwxzmarker"  # a made-up citizen that may be on no page

NEW_SIGNAL = """
with delivery as (
    insert into raw.delivery (
        corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on
    )
    values ('viveste', 'arrears', 'f', 'x', 1, '2026-03-02', clock_timestamp(), '2026-03-02')
    returning delivery_id
)
insert into core.signal (
    corporation, tenant_no, contract_no, initials, first_name, surname, born_on, street, house_number,
    postcode, place, municipality, phone, email, arrears_eur, oldest_due_on, bailiff_on,
    is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on
) select 'viveste', :m, :m, 'Q.', :m, :m, '1980-02-03', 'Straatje', 7, '3991ZZ', 'Plaatsje',
'Houten', :m, :m, 987.65,
'2026-01-01',
    '2026-04-30', false, '2026-03-02', delivery_id, delivery_id, '2026-03-02'
from delivery
returning signal_id
"""
NEW_CASE = """
with household as (insert into core.household default values returning household_id)
insert into core.household_case (
    household_id, opened_on, arrived_on, municipality, postcode4, bailiff_on, bailiff_corporation,
    is_bailiff_estimated, first_visit_by_on, last_visit_by_on, offer_by_on, offer_alarm_on, is_crisis
) select household_id, '2026-03-02', '2026-03-02', 'Houten', '3991', '2026-04-30', 'viveste', false,
'2026-03-16',
    '2026-04-24', '2026-03-30', '2026-03-23', false
from household
returning case_id
"""
NEW_VISIT = """
with plan as (
    insert into core.plan_run (today, input_hash, solver, solver_version, seconds, objective, outcome)
    values ('2026-03-02', 'x', 'x', '1', 0, '{}', 'planned')
    returning plan_run_id
)
insert into core.visit (
    case_id, plan_run_id, attempt_no, team, visit_on, day_part, starts_at, service_minutes, state,
    calendar_uid
) select :case_id, plan_run_id, 1, 'houten', '2026-03-03', 'ochtend', '2026-03-03 09:00+01', 45, 'sent',
'v1@test' from plan returning visit_id
"""


@dataclass
class Visit:
    """A visit with its link, and the portal on a day that the test chooses."""

    client: TestClient
    engine: Engine
    visit_id: int
    url: str
    today_file: Path

    def on(self, day: date) -> None:
        """Live on this day."""
        self.today_file.write_text(day.isoformat(), encoding="utf-8")

    def key(self) -> str:
        """Return the hidden key of a fresh form."""
        found = re.search(r'name="inzending" value="([^"]+)"', self.client.get(self.url).text)
        assert found is not None
        return found.group(1)

    def post(self, follow: bool = True, **fields: str) -> Any:
        """Submit the form."""
        fields = fields if "inzending" in fields else {"inzending": self.key(), **fields}
        return self.client.post(self.url, data=fields, headers=SAME_SITE, follow_redirects=follow)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read from the database."""
        with self.engine.connect() as db:
            return [tuple(row) for row in db.execute(text(statement))]

    def attempts(self) -> list[tuple[Any, ...]]:
        """Return all attempts, in order."""
        return self.rows("select kind, is_reached, recorded_by from core.attempt order by attempt_id")

    def case(self) -> tuple[Any, ...]:
        """Return how the case stands."""
        return self.rows("select close_reason, closed_on from core.household_case")[0]


@pytest.fixture
def visit(database: Engine, database_url: str, tmp_path: Path) -> Visit:
    """A sent visit of 3 March, on that day."""
    with database.begin() as db:
        signal_id = db.execute(text(NEW_SIGNAL), {"m": MARKER}).scalar_one()
        case_id = db.execute(text(NEW_CASE)).scalar_one()
        db.execute(
            text("insert into core.case_signal values (:case_id, :signal_id, '2026-03-02')"),
            {"case_id": case_id, "signal_id": signal_id},
        )
        visit_id = db.execute(text(NEW_VISIT), {"case_id": case_id}).scalar_one()
        token = issue_form(db, visit_id, "houten", EXPIRES_ON)
    today_file = tmp_path / "today"
    today_file.write_text(VISIT_ON.isoformat(), encoding="utf-8")
    app = create_app(Settings(database_url=database_url, today_file=today_file), database)
    client = TestClient(app, raise_server_exceptions=False)
    return Visit(client, database, visit_id, f"/b/{token}", today_file)


class Page(HTMLParser):
    """Collects the ids, labels and outside addresses of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all such tags."""
        return [attributes for name, attributes in self.found if name == tag]


def test_the_form_shows_the_visit_and_nobody(visit: Visit) -> None:
    """Case number, time, attempt number and address; no name, amount, phone or birth date."""
    page = visit.client.get(visit.url)
    assert page.status_code == 200
    shown_parts = ("VE-000001", "dinsdag 3 maart 2026, ochtend", "Poging", "09:00 – 09:45 uur")
    for shown in (*shown_parts, "<address>Straatje 7<br>3991 ZZ Plaatsje</address>"):
        assert shown in page.text
    for hidden in (MARKER, "987", "1980", "viveste", "<script"):
        assert hidden not in page.text


def test_looking_changes_nothing(visit: Visit) -> None:
    """A mail scanner may open every address as often as it likes."""
    for path in (visit.url, f"{visit.url}/opgeslagen", visit.url):
        visit.client.get(path)
    visit.client.head(visit.url)
    assert visit.attempts() == []
    assert visit.rows("select state from core.visit") == [("sent",)]
    assert {page for (page,) in visit.rows("select page from core.access_log")} == {"portal.bezoek"}


@pytest.mark.parametrize(
    ("fields", "end_result", "pilot_outcome"),
    [
        ({"uitkomst": "regeling"}, "zelf_betaald_of_regeling", "regeling"),
        ({"uitkomst": "schuldhulp"}, "vervolghulp_financieel", "schuldhulp"),
        ({"uitkomst": "anders_gesproken", "eindresultaat": "ander_traject"}, "ander_traject", "geen"),
        ({"uitkomst": "woont_er_niet"}, "geen_inwoner", "geen"),
    ],
)
def test_an_outcome_is_saved_and_ends_the_case(
    visit: Visit, fields: dict[str, str], end_result: str, pilot_outcome: str
) -> None:
    """Saving leads to a page that shows what was saved."""
    page = visit.post(**fields)
    assert page.status_code == 200
    assert page.url.path.endswith("/opgeslagen")
    assert "Opgeslagen" in page.text
    assert MARKER not in page.text
    assert visit.rows("select end_result, pilot_outcome from core.outcome") == [(end_result, pilot_outcome)]
    assert visit.case() == ("outcome", VISIT_ON)
    assert visit.rows("select state from core.visit") == [("done",)]


def test_not_at_home_is_an_attempt_with_its_card(visit: Visit) -> None:
    """The case stays open; the card is an attempt of its own, the visit's attempt is the latest."""
    page = visit.post(uitkomst="niet_thuis", kaartje="ja")
    assert "Achtergelaten" in page.text
    assert visit.attempts() == [("kaartje", False, "team:houten"), ("huisbezoek", False, "team:houten")]
    assert visit.case() == (None, None)


def test_a_replayed_submission_is_saved_once(visit: Visit) -> None:
    """Back and again, or a double tap: one attempt."""
    key = visit.key()
    for _ in range(3):
        assert visit.post(inzending=key, uitkomst="niet_thuis", kaartje="ja").status_code == 200
    assert len(visit.attempts()) == 2


def test_a_correction_takes_the_place_of_the_first_answer(visit: Visit) -> None:
    """The form comes back filled in; the latest answer holds, the earlier one stays on record."""
    visit.post(uitkomst="regeling")
    again = Page(visit.client.get(visit.url).text)
    assert [box["id"] for box in again.all("input") if "checked" in box] == ["regeling"]
    assert "Niet achtergelaten" in visit.post(uitkomst="niet_thuis", kaartje="nee").text
    assert visit.case() == (None, None)
    assert [reached for _, reached, _ in visit.attempts()] == [True, False]
    visit.post(uitkomst="anders_gesproken", eindresultaat="overleden")
    assert visit.case() == ("outcome", VISIT_ON)
    assert "Inwoner is overleden" in visit.client.get(f"{visit.url}/opgeslagen").text


def test_a_card_is_counted_once_a_visit(visit: Visit) -> None:
    """Correcting the answer leaves no second card."""
    visit.post(uitkomst="niet_thuis", kaartje="ja")
    visit.post(uitkomst="regeling")
    visit.post(uitkomst="niet_thuis", kaartje="ja")
    assert [kind for kind, _, _ in visit.attempts()].count("kaartje") == 1


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({}, "regeling"),
        ({"uitkomst": "niet_thuis"}, "kaartje_ja"),
        ({"uitkomst": "anders_gesproken"}, "eindresultaat"),
        ({"uitkomst": "anders_niet_gesproken", "eindresultaat": "geen_contact"}, "eindresultaat"),
    ],
)
def test_a_fault_is_told_with_a_link_to_its_field(visit: Visit, fields: dict[str, str], target: str) -> None:
    """Nothing is saved, the choices stand, and the summary takes the focus."""
    answer = visit.post(**fields)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert answer.text.index("<title>Fout: ") > 0
    assert f"#{target}" in [link.get("href") for link in page.all("a")]
    assert target in [attributes.get("id") for _, attributes in page.found]
    assert any(box.get("role") == "alert" and "autofocus" in box for box in page.all("div"))
    checked = [box["value"] for box in page.all("input") if "checked" in box]
    assert checked == ([fields["uitkomst"]] if fields else [])
    assert visit.attempts() == []


def test_the_form_works_without_scripts_and_every_field_has_a_label(visit: Visit) -> None:
    """Labels around or for every field, groups with a legend, one heading, Dutch, ids used once."""
    content = visit.client.get(visit.url).text
    page = Page(content)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert [attributes.get("lang") for attributes in page.all("html")] == ["nl"]
    assert len(page.all("h1")) == 1
    assert len(page.all("legend")) == len(page.all("fieldset")) == 3
    for radio in re.findall(r"<[^>]+type=\"radio\"[^>]*>", content):
        assert re.search(
            r'<label class="choice">' + re.escape(radio) + r" <span>[^<]+</span></label>", content
        )
    assert {select["id"] for select in page.all("select")} <= {
        label.get("for") for label in page.all("label")
    }


def test_before_the_visit_the_form_says_from_when(visit: Visit) -> None:
    """Neither looking nor posting works yet, and the page says when it will."""
    key = visit.key()
    visit.on(date(2026, 3, 2))
    assert "vanaf <strong>dinsdag 3 maart 2026" in visit.client.get(visit.url).text
    refused = visit.post(inzending=key, uitkomst="regeling")
    assert refused.status_code == 409
    assert "vanaf <strong>dinsdag 3 maart 2026" in refused.text
    assert visit.attempts() == []


def test_an_expired_link_asks_for_a_new_one(visit: Visit) -> None:
    """The last day still works; after it 410, kindly, and nothing is saved."""
    key = visit.key()
    visit.on(EXPIRES_ON)
    assert visit.client.get(visit.url).status_code == 200
    visit.on(date(2026, 3, 11))
    for answer in (visit.client.get(visit.url), visit.post(inzending=key, uitkomst="regeling")):
        assert answer.status_code == 410
        assert "vraag een nieuwe link" in answer.text
    assert visit.attempts() == []


def test_an_unknown_link_is_not_found(visit: Visit) -> None:
    """Nothing tells whether it ever was a link."""
    for path in ("/b/" + "x" * 43, "/b/x/opgeslagen", "/", "/docs", "/openapi.json", "/static/../app.py"):
        answer = visit.client.get(path)
        assert answer.status_code == 404
        assert "Deze pagina bestaat niet" in answer.text


def test_a_visit_that_was_called_off_can_still_be_answered(visit: Visit) -> None:
    """A team that went all the same made a contact attempt."""
    with visit.engine.begin() as db:
        db.execute(text("update core.visit set state = 'called_off'"))
    assert "Dit bezoek is afgezegd" in visit.client.get(visit.url).text
    visit.post(uitkomst="niet_thuis", kaartje="nee")
    assert visit.attempts() == [("huisbezoek", False, "team:houten")]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_refused(visit: Visit, site: str) -> None:
    """Even with the right link."""
    answer = visit.client.post(
        visit.url, data={"uitkomst": "regeling", "inzending": visit.key()}, headers={"sec-fetch-site": site}
    )
    assert answer.status_code == 403
    assert visit.attempts() == []


def test_odd_bodies_are_refused(visit: Visit) -> None:
    """Too large, another kind of content, bytes that are no text, too many fields."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    post: Callable[..., Any] = visit.client.post
    assert post(visit.url, content=b"a=" + b"x" * 9000, headers=form).status_code == 413
    assert post(visit.url, json={"uitkomst": "regeling"}).status_code == 415
    assert post(visit.url, content=b"a=\xff\xfe", headers=form).status_code == 400
    assert (
        post(visit.url, content=b"&".join(b"a%d=1" % n for n in range(30)), headers=form).status_code == 400
    )


def test_every_answer_has_safe_headers(visit: Visit) -> None:
    """Also errors; only the style sheet may be kept."""
    paths = (visit.url, f"{visit.url}/opgeslagen", "/b/none", "/gezond", "/static/none.css")
    for answer in [visit.client.get(path) for path in paths] + [visit.client.delete(visit.url)]:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    sheet = visit.client.get("/static/portal.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "max-age" in sheet.headers["cache-control"]


def test_too_many_requests_are_slowed_down(visit: Visit) -> None:
    """Per link: another link is not touched."""
    answers = [visit.client.get(visit.url).status_code for _ in range(REQUESTS_PER_MINUTE + 1)]
    assert answers == [200] * REQUESTS_PER_MINUTE + [429]
    assert visit.client.get(visit.url).headers["retry-after"] == "60"
    assert visit.client.get("/b/other").status_code == 404


def test_markup_in_a_submission_comes_back_as_text(visit: Visit) -> None:
    """What is sent is never shown as it is."""
    answer = visit.post(uitkomst='"><script>alert(1)</script>', kaartje="<b>")
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


def test_health_says_whether_the_database_answers(visit: Visit, tmp_path: Path) -> None:
    """200 with it; 503 and a kind page without it."""
    assert visit.client.get("/gezond").text == "goed"
    nowhere = Settings(database_url="postgresql+psycopg://nobody:secret@127.0.0.1:9/nothing")
    client = TestClient(create_app(nowhere, connect(nowhere)), raise_server_exceptions=False)
    answer = client.get("/gezond")
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in answer.text
