"""The form about contracts that a full list lacks: what a corporation sees, saves, and is refused."""

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from vroegeropaf.database import step_lock
from vroegeropaf.deliveries import absence
from vroegeropaf.deliveries.judge import STEP
from vroegeropaf.portal.absence_form import PAGE_SIZE
from vroegeropaf.portal.app import REQUESTS_PER_MINUTE, create_app
from vroegeropaf.settings import Settings

TODAY = date(2026, 3, 18)
EXPIRES_ON = date(2026, 4, 17)
MARKER = "Qwxzmarker"  # a made-up citizen that may be on no page
SAME_SITE = {"sec-fetch-site": "same-origin"}

NEW_LIST = """
insert into raw.delivery (
    corporation, kind, file_name, sha256, size_bytes, reference_on, arrived_at, arrived_on, state
)
values (
    :corporation, 'arrears', 'f', :day, 1, cast(:day as date), clock_timestamp(), cast(:day as date),
    'accepted'
)
returning delivery_id
"""
NEW_SIGNAL = """
insert into core.signal (
    corporation, tenant_no, contract_no, initials, first_name, surname, born_on, street, house_number,
    postcode, place, municipality, phone, email, arrears_eur, oldest_due_on, bailiff_on,
    is_bailiff_estimated, arrived_on, first_delivery_id, last_delivery_id, last_reference_on
)
values (
    :corporation, 'H' || :no, :no, 'Q.', :m, :m, '1980-02-03', :m, 7, '3991ZZ', :m, 'Houten', :m, :m, 987.65,
    '2026-01-01', '2026-04-30', false, '2026-03-02', :delivery_id, :delivery_id, '2026-03-02'
)
returning signal_id
"""


class Page(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all such tags."""
        return [attributes for name, attributes in self.found if name == tag]


@dataclass
class Form:
    """A form of one corporation, with its link, on a day that the test chooses."""

    client: TestClient
    engine: Engine
    delivery_id: int
    url: str
    today_file: Path
    signals: dict[str, int]

    def on(self, day: date) -> None:
        """Live on this day."""
        self.today_file.write_text(day.isoformat(), encoding="utf-8")

    def get(self, page: int | str = 1) -> Any:
        """Open a page of the form."""
        return self.client.get(self.url, params={"p": page})

    def post(self, follow: bool = True, **answers: str) -> Any:
        """Submit answers by contract number."""
        fields = {f"c{self.signals[contract]}": said for contract, said in answers.items()}
        return self.client.post(self.url, data=fields, headers=SAME_SITE, follow_redirects=follow)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read from the database."""
        with self.engine.connect() as db:
            return [tuple(row) for row in db.execute(text(statement))]

    def ends(self) -> list[tuple[Any, ...]]:
        """Return how the contracts ended."""
        return self.rows("select contract_no, end_reason from core.signal order by signal_id")

    def records(self) -> list[tuple[Any, ...]]:
        """Return what was recorded."""
        return self.rows("select * from core.absence order by 1, 2")


def new_list(db, corporation: str, day: date) -> int:
    """Store an accepted list."""
    return db.execute(text(NEW_LIST), {"corporation": corporation, "day": day}).scalar_one()


def asked(engine: Engine, corporation: str, contracts: list[str]) -> tuple[int, str, dict[str, int]]:
    """Store contracts of the 2nd that the list of the 18th lacks; return that list, the code, the signals."""
    with engine.begin() as db:
        earlier = new_list(db, corporation, date(2026, 3, 2))
        values = {"corporation": corporation, "delivery_id": earlier, "m": MARKER}
        signals = {
            number: db.execute(text(NEW_SIGNAL), values | {"no": number}).scalar_one() for number in contracts
        }
        delivery_id = new_list(db, corporation, TODAY)
        token = absence._ask(db, delivery_id, list(signals.values()), EXPIRES_ON)
    return delivery_id, token, signals


@pytest.fixture
def portal(database: Engine, database_url: str, tmp_path: Path) -> tuple[TestClient, Path]:
    """The portal on the day of the list."""
    today_file = tmp_path / "today"
    today_file.write_text(TODAY.isoformat(), encoding="utf-8")
    app = create_app(Settings(database_url=database_url, today_file=today_file), database)
    return TestClient(app, raise_server_exceptions=False), today_file


@pytest.fixture
def make(database: Engine, portal: tuple[TestClient, Path]):
    """Make forms."""

    def form(contracts: list[str], corporation: str = "viveste") -> Form:
        delivery_id, token, signals = asked(database, corporation, contracts)
        return Form(portal[0], database, delivery_id, f"/a/{token}", portal[1], signals)

    return form


@pytest.fixture
def form(make) -> Form:
    """A form about three contracts of Viveste."""
    return make(["C1", "C2", "C3"])


def test_the_form_shows_own_numbers_and_nobody(form: Form) -> None:
    """Contract and tenant numbers, corporation and day; no name, address, amount, phone or birth date."""
    page = form.get()
    assert page.status_code == 200
    for shown in (
        "Contract C1",
        "huurder HC1",
        "Viveste",
        "woensdag 18 maart 2026",
        "3 van 3",
        "17 april 2026",
    ):
        assert shown in page.text
    for hidden in (MARKER, "987", "3991", "1980", "<script"):
        assert hidden not in page.text


def test_nobody_sees_anothers_contracts(make) -> None:
    """The form of one corporation neither shows nor ends what is another's, whatever is posted to it."""
    own, other = make(["C1"]), make(["X9"], "portaal")
    assert "X9" not in own.get().text
    assert "C1" not in other.get().text
    own.client.post(own.url, data={f"c{other.signals['X9']}": "betaald"}, headers=SAME_SITE)
    assert other.ends() == [("C1", None), ("X9", None)]
    with own.engine.begin() as db:  # even if a question were written down for the wrong list
        db.execute(
            text("insert into core.absence values (:delivery_id, :signal_id)"),
            {"delivery_id": own.delivery_id, "signal_id": other.signals["X9"]},
        )
    assert "X9" not in own.get().text


def test_looking_changes_nothing(form: Form) -> None:
    """A mail scanner may open every address as often as it likes."""
    before = form.records()
    for path in (form.url, f"{form.url}/opgeslagen", f"{form.url}?p=2"):
        form.client.get(path)
        form.client.head(path)
    assert form.records() == before
    assert {reason for _, reason in form.ends()} == {None}


def test_answers_are_applied_and_what_is_left_open_stays(form: Form) -> None:
    """Partly filled in: one ends, one is kept, one stays open; who and when is recorded."""
    page = form.post(C1="betaald", C2="nog_achterstand", C3="open")
    assert page.status_code == 200
    assert page.url.path.endswith("/opgeslagen")
    assert "Opgeslagen" in page.text
    assert "Eén contract staat" in page.text
    assert form.ends() == [("C1", "betaald"), ("C2", None), ("C3", None)]
    assert form.rows("select ended_on from core.signal where end_reason is not null") == [(TODAY,)]
    assert form.rows(
        "select answer, answered_by, answered_at is not null from core.absence order by signal_id"
    ) == [
        ("betaald", "corporatie:viveste", True),
        ("nog_achterstand", "corporatie:viveste", True),
        (None, None, False),
    ]


def test_a_replayed_post_changes_nothing(form: Form) -> None:
    """Back and again, or a double tap: one answer, at the time of the first."""
    form.post(C1="betaald", C2="nog_achterstand")
    before = form.records(), form.rows("select * from core.signal order by 1")
    for _ in range(2):
        assert form.post(C1="betaald", C2="nog_achterstand").status_code == 200
    form.post(C1="regeling")
    assert (form.records(), form.rows("select * from core.signal order by 1")) == before


def test_what_ended_is_fixed_and_what_was_kept_can_change(form: Form) -> None:
    """The page says so: an ended contract has no buttons any more, a kept one comes back chosen."""
    form.post(C1="betaald", C2="nog_achterstand")
    page = Page(form.get().text)
    names = {box["name"] for box in page.all("input")}
    assert names == {f"c{form.signals[contract]}" for contract in ("C2", "C3")}
    assert [box["value"] for box in page.all("input") if "checked" in box] == ["nog_achterstand", "open"]
    assert "Al beantwoord" in form.get().text
    form.post(C2="overgedragen")
    assert form.ends()[1] == ("C2", "overgedragen")


def test_a_finished_form_thanks(form: Form) -> None:
    """Nothing is left to fill in, and nothing is asked."""
    page = form.post(C1="betaald", C2="regeling", C3="anders")
    assert "Alles is beantwoord" in page.text
    assert "Dank u wel" in form.get().text
    assert Page(form.get().text).all("input") == []


def test_nothing_filled_in_is_no_answer(form: Form) -> None:
    """Sending the form as it came changes nothing and says that visits go on."""
    page = form.post(C1="open", C2="open", C3="open")
    assert "Nog niets ingevuld" in page.text
    assert {row[2] for row in form.records()} == {None}


@pytest.mark.parametrize("value", ["bezwaar", "", "betaald "])
def test_a_word_that_is_not_on_the_form_is_refused(form: Form, value: str) -> None:
    """Nothing of that post is applied; an empty field is none."""
    answer = form.post(C1="regeling", C2=value)
    assert answer.status_code == (200 if value == "" else 400)
    assert form.ends()[0] == ("C1", "regeling" if value == "" else None)


def test_what_was_settled_otherwise_is_no_longer_shown(form: Form) -> None:
    """Withdrawn, or back on a newer list: no question is left about it."""
    with form.engine.begin() as db:
        db.execute(
            text(
                "update core.signal set ended_on = '2026-03-18', end_reason = 'betaald'"
                " where contract_no = 'C1'"
            )
        )
        db.execute(text("update core.signal set last_reference_on = '2026-03-20' where contract_no = 'C2'"))
    page = form.get().text
    assert "C1" not in page
    assert "C2" not in page
    assert "Contract C3" in page
    with form.engine.begin() as db:
        db.execute(
            text("update raw.delivery set undone_at = clock_timestamp() where delivery_id = :id"),
            {"id": form.delivery_id},
        )
    assert "Er is niets meer te beantwoorden" in form.get().text
    form.post(C3="betaald")
    assert form.ends()[2] == ("C3", None)


def test_a_long_list_comes_in_pages(make) -> None:
    """A hundred contracts a page, all of a page in one post; saving leads on to what is still open."""
    numbers = [f"C{number:03}" for number in range(2 * PAGE_SIZE + 30)]
    form = make(numbers)
    shown = [len(Page(form.get(page).text).all("fieldset")) for page in (1, 2, 3)]
    assert shown == [PAGE_SIZE, PAGE_SIZE, 30]
    assert [len(Page(form.get(page).text).all("fieldset")) for page in (4, "x", "9" * 30)] == [30, 100, 100]
    saved = form.post(**dict.fromkeys(numbers[:PAGE_SIZE], "nog_achterstand"))
    assert saved.status_code == 200
    assert f"{form.url}?p=2" in [link.get("href") for link in Page(saved.text).all("a")]
    assert form.rows("select count(*) from core.absence where answer is not null") == [(PAGE_SIZE,)]


def test_an_expired_code_says_what_to_do(form: Form) -> None:
    """The last day still works; after it 410, kindly, and nothing is saved."""
    form.on(EXPIRES_ON)
    assert form.get().status_code == 200
    form.on(date(2026, 4, 18))
    for answer in (form.get(), form.post(C1="betaald"), form.client.get(f"{form.url}/opgeslagen")):
        assert answer.status_code == 410
        assert "vragen we het opnieuw" in answer.text
    assert form.ends()[0] == ("C1", None)


def test_an_unknown_code_is_not_found(form: Form) -> None:
    """Nothing tells whether it ever was one; a visit's code opens no contracts and the reverse."""
    for path in ("/a/" + "x" * 43, "/a/x/opgeslagen", form.url.replace("/a/", "/b/")):
        answer = form.client.get(path)
        assert answer.status_code == 404
        assert "Deze pagina bestaat niet" in answer.text
    assert form.client.post("/a/x", data={"c1": "betaald"}, headers=SAME_SITE).status_code == 404


def test_posts_from_elsewhere_and_odd_bodies_are_refused(form: Form) -> None:
    """Another site, another kind of content, too much, no text."""
    kind = {"content-type": "application/x-www-form-urlencoded"}
    body = f"c{form.signals['C1']}=betaald".encode()
    post = form.client.post
    assert post(form.url, content=body, headers=kind | {"sec-fetch-site": "cross-site"}).status_code == 403
    assert post(form.url, json={"c1": "betaald"}).status_code == 415
    assert post(form.url, content=b"a=" + b"x" * 9000, headers=kind).status_code == 413
    assert post(form.url, content=b"a=\xff\xfe", headers=kind).status_code == 400
    many = b"&".join(b"a%d=open" % number for number in range(130))
    assert post(form.url, content=many, headers=kind).status_code == 400
    assert {reason for _, reason in form.ends()} == {None}


def test_every_answer_has_safe_headers(form: Form) -> None:
    """Also errors: the address is the key, so it may neither travel nor be kept."""
    for path in (form.url, f"{form.url}/opgeslagen", "/a/none"):
        headers = form.client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


def test_too_many_requests_are_slowed_down(form: Form) -> None:
    """Per link, as for a visit's form."""
    answers = [form.get().status_code for _ in range(REQUESTS_PER_MINUTE + 1)]
    assert answers == [200] * REQUESTS_PER_MINUTE + [429]


def test_markup_in_a_number_is_shown_as_text(make) -> None:
    """What a corporation writes in its file is never markup on our page."""
    form = make(['C1"><script>alert(1)</script>', "<b>C2</b>"])
    form.post(**{"<b>C2</b>": "betaald"})
    for content in (form.get().text, form.client.get(f"{form.url}/opgeslagen").text):
        assert "<script" not in content
        assert "<b>" not in content
    assert "&lt;b&gt;C2&lt;/b&gt;" in form.get().text


def test_the_form_works_without_scripts_and_every_field_has_a_label(form: Form) -> None:
    """A group with a legend for each contract, labels around every choice, one heading, Dutch."""
    content = form.get().text
    page = Page(content)
    assert [attributes.get("lang") for attributes in page.all("html")] == ["nl"]
    assert len(page.all("h1")) == 1
    assert len(page.all("legend")) == len(page.all("fieldset")) == 3
    for radio in re.findall(r"<[^>]+type=\"radio\"[^>]*>", content):
        label = r'<label class="choice">' + re.escape(radio) + r" <span>[^<]+</span></label>"
        assert re.search(label, content)


def test_while_a_list_is_being_loaded_the_page_asks_to_come_back(form: Form, monkeypatch) -> None:
    """It does not hang behind a long load: nothing is saved, and the same post works afterwards."""
    monkeypatch.setattr(absence, "PATIENCE", text("set local lock_timeout = '100ms'"))
    with form.engine.begin() as loading, step_lock(loading, STEP):
        answer = form.post(C1="betaald")
    assert answer.status_code == 503
    assert "Er is niets opgeslagen" in answer.text
    assert form.ends()[0] == ("C1", None)
    assert form.post(C1="betaald").status_code == 200
    assert form.ends()[0] == ("C1", "betaald")
