"""The page "Kwaliteit" inside Airflow's own api-server: who sees what, what is logged and refused."""

import csv
import io
import re
from pathlib import Path

import pytest
from support.pages import SAME_SITE, ask, chromium, framed

from vroegeropaf.deliveries import words

HERE = Path(__file__).parent
ROUTES = [
    ("GET", "/"),
    ("GET", "/kwaliteit"),
    ("GET", "/kwaliteit/11"),
    ("GET", "/kwaliteit/11/rij/2"),
    ("POST", "/kwaliteit/11/rij/2"),
    ("GET", "/kwaliteit/11/regels.csv"),
]
HELD, ROW, CSV = "/kwaliteit/11", "/kwaliteit/11/rij/2", "/kwaliteit/11/regels.csv"
LOG = "select user_name, page, subject from core.access_log order by access_id"
FOREIGN = [
    {"sec-fetch-site": "cross-site", "origin": "https://elders.example"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://elders.example"},
]
ASKED: list[list] = [
    *([who, method, path, SAME_SITE] for who in ("anonymous", "viewer", "admin") for method, path in ROUTES),
    *([who, "GET", HELD, {}] for who in ("coordinator", "wil_lead")),
    *([who, "GET", "/kwaliteit", {}] for who in ("coordinator", "wil_lead")),
    *([who, "GET", path, {}] for who in ("coordinator", "wil_lead") for path in (ROW, CSV)),
    *([who, "POST", ROW, SAME_SITE] for who in ("coordinator", "wil_lead", "privacy_officer", "operator")),
    ["foreign", "SQL", LOG, {}],
    *(["steward", "POST", f"{ROW}?foreign={number}", headers] for number, headers in enumerate(FOREIGN)),
    ["nobody yet", "SQL", LOG, {}],
    ["steward", "GET", HELD, {}],
    ["privacy_officer", "GET", HELD, {}],
    ["operator", "GET", HELD, {}],
    ["steward", "GET", ROW, {}],
    ["steward", "POST", ROW, SAME_SITE],
    ["steward", "POST", "/kwaliteit/11/rij/6", SAME_SITE],
    ["steward", "GET", CSV, {}],
    ["steward", "GET", f"{HELD}?pagina=2", {}],
    ["steward", "GET", f"{HELD}?regel=objection", {}],
    ["after", "SQL", LOG, {}],
    ["steward", "GET", "/kwaliteit", {}],
    ["steward", "GET", f"{HELD}?regel=%22%3E%3Cscript%3E&pagina=-1", {}],
    *(["steward", "GET", f"/kwaliteit/{number}", {}] for number in range(12, 17)),
    *(["steward", method, "/kwaliteit/11/rij/3", SAME_SITE] for method in ("GET", "POST")),
    ["steward", "GET", "/kwaliteit/11/rij/5", {}],
    *(
        ["steward", "GET", f"/kwaliteit/{path}", {}]
        for path in (
            "99",
            "x",
            "99999999999999999999",
            "11/rij/999",
            "11/rij/99999999999999999999",
            "99/regels.csv",
        )
    ),
    ["break", "SQL", "alter table core.access_log rename to access_gone", {}],
    ["steward", "POST", f"{ROW}?broken", SAME_SITE],
    ["steward", "GET", f"{HELD}?broken", {}],
    ["steward", "GET", f"{CSV}?broken", {}],
]
SECRET = ("Kanarievogel", "Geheimelaan", "04-05-1980", "06-12345678", "kanarie@", "alert(3)", "alert(4)")
MARKUP = re.compile(r"<(?:script>|img|svg onload|b>|u>|i>)")


@pytest.fixture(scope="module")
def asked(postgres, tmp_path_factory) -> dict:
    """What the api-server with our plugin answered to everything in ASKED."""
    home = tmp_path_factory.mktemp("airflow")
    return ask(postgres, "test_quality_page", home, [HERE / "quality_seed.sql"], ASKED)


def get(asked: dict, path: str, who: str = "steward", method: str = "GET") -> dict:
    """Return the answer to a request."""
    return asked["page"][(who, method, path)]


def rows_of(page: str) -> list[list[str]]:
    """Return the cells of the table of faults, as text."""
    table = page.split('class="stack faults"')[1].split("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.S)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("viewer", 403), ("admin", 403)])
def test_who_has_no_role_of_ours_gets_nothing(asked, who, status, method, path):
    """Every route: 401 for anonymous callers, 403 for viewers and admins of Airflow, and no figure."""
    heard = get(asked, path, who, method)
    assert heard["status"] == status
    assert "Mitros" not in heard["text"]


def test_every_route_was_asked(asked):
    """The page has no other routes than those asked above; the application has static files beside it."""
    known = {re.sub(r"{(\w+):int}", lambda match: {"delivery_id": "11", "record_no": "2"}[match[1]], route)
             for route in asked["routes"] if not route.startswith(("/koppelingen", "/planning"))}  # fmt: skip
    assert known == {path for _, path in ROUTES} | {"/static"}


@pytest.mark.parametrize("who", ["coordinator", "wil_lead"])
def test_coordinators_see_counts_and_no_rows(asked, who):
    """Verdict, counts and rules, but neither rows nor file names; no row page, no download."""
    page = get(asked, HELD, who)["text"]
    assert "wacht op een oordeel" in page
    assert "postcode_unreadable" in page
    assert "C-100" not in page
    assert "rij/" not in page
    assert "huurachterstand_" not in page
    assert "docx" not in get(asked, "/kwaliteit", who)["text"]
    for method, path in (("GET", ROW), ("GET", CSV), ("POST", ROW)):
        assert get(asked, path, who, method)["status"] == 403


@pytest.mark.parametrize("who", ["privacy_officer", "operator", "coordinator", "wil_lead"])
def test_only_a_steward_unmasks(asked, who):
    """Others who may see masked rows get 403 with a reason, and no value."""
    heard = get(asked, ROW, who, "POST")
    assert heard["status"] == 403
    assert "alleen de gegevensbeheerder" in heard["text"]
    assert not [word for word in SECRET if word in heard["text"]]


def test_writes_from_other_sites_are_refused(asked):
    """Unmasking that another site sends with the steward's cookie is refused: nothing is shown or logged."""
    for number in range(len(FOREIGN)):
        heard = get(asked, f"{ROW}?foreign={number}", method="POST")
        assert heard["status"] == 403
        assert "alert(3)" not in heard["text"]
    assert asked["page"][("nobody yet", "SQL", LOG)] == asked["page"][("foreign", "SQL", LOG)] == []


@pytest.mark.parametrize("who", ["steward", "privacy_officer", "operator"])
def test_rows_are_masked(asked, who):
    """Line, contract, their header, a masked value, rule and weight are shown; nothing of a person."""
    page = get(asked, HELD, who)["text"]
    assert not [word for word in SECRET if word in page]
    rows = rows_of(page)
    assert len(rows) == 100
    assert rows[1] == [
        "Regel 3",
        "•••• (16–50 tekens)",
        "Type eenheid",
        "kasteel",
        "Dit woord voor de soort eenheid kennen we niet. unit_kind_unknown",
        "ernstig",
    ]
    assert rows[9][:4] == ["Regel 7", "C-1006", "Naam", "•••• (16–50 tekens)"]
    assert rows[10][:4] == ["Regel 10", "C-1007", "PC", "•••• (6–15 tekens)"]


def test_purged_rows_have_only_a_place_and_a_rule(asked):
    """Of a row that the law forbids us to keep, line and rule are shown, and that its cells were removed."""
    rows = rows_of(get(asked, f"{HELD}?regel=objection")["text"])
    assert rows == [
        ["Regel 5", "–", "bezwaar", "verwijderd", f"{words.SENTENCES['objection']} objection", "wettelijk"]
    ]
    for method in ("GET", "POST"):
        page = get(asked, "/kwaliteit/11/rij/3", method=method)["text"]
        assert "we mogen ze niet bewaren" in page
        assert 'method="post"' not in page
    assert "niet in kolommen te lezen" in get(asked, "/kwaliteit/11/rij/5")["text"]


def test_a_steward_sees_one_row_as_delivered(asked):
    """After unmasking all cells of that row are there under their headers, and of no other row."""
    masked, shown = get(asked, ROW)["text"], get(asked, ROW, method="POST")["text"]
    assert "Toon wat er staat" in masked
    assert not [word for word in SECRET if word in masked]
    assert "Geheimelaan" in shown
    assert "04-05-1980" in shown
    assert "C-1003" not in shown
    assert "Toon wat er staat" not in shown


def test_every_look_at_rows_is_logged_before_it(asked):
    """User, page, delivery and record numbers, no value; one line per look, none for those who saw no row."""
    log = asked["page"][("after", "SQL", LOG)]
    first = "levering 11: 2-96"
    assert log == [
        ["sanne", "kwaliteit", first],
        ["pieter", "kwaliteit", first],
        ["otto", "kwaliteit", first],
        ["sanne", "kwaliteit", "levering 11: 2"],
        ["sanne", "kwaliteit.onthuld", "levering 11: 2"],
        ["sanne", "kwaliteit.onthuld", "levering 11: 6"],
        ["sanne", "kwaliteit.csv", "levering 11"],
        ["sanne", "kwaliteit", "levering 11: 97-160"],
        ["sanne", "kwaliteit", "levering 11: 4"],
    ]


@pytest.mark.parametrize(("method", "path"), [("POST", ROW), ("GET", HELD), ("GET", CSV)])
def test_nothing_is_shown_that_cannot_be_logged(asked, method, path):
    """When the access log cannot be written, the answer is an apology without a row."""
    heard = get(asked, f"{path}?broken", method=method)
    assert heard["status"] == 503
    assert "C-100" not in heard["text"]
    assert "Geheimelaan" not in heard["text"]


def test_markup_and_controls_show_as_text(asked):
    """Markup in cells, codes, names or the query never becomes markup; controls become bullets."""
    texts = [heard["text"] for heard in asked["answers"] if isinstance(heard, dict)]
    pages = [text for text in texts if "<!doctype html>" in text]
    assert len(pages) > 30
    assert not [text for text in pages if MARKUP.search(re.sub(r"<script src=", "", text))]
    shown = get(asked, ROW, method="POST")["text"]
    assert "&lt;script&gt;alert(3)" in shown
    assert "&lt;img src=x onerror=alert(4)" in shown
    other = get(asked, "/kwaliteit/11/rij/6", method="POST")["text"]
    assert "K••an" in other
    assert "=HYPERLINK(" in other
    assert "&lt;u&gt;Kanarievogel" in get(asked, "/kwaliteit")["text"]


def test_the_verdict_is_one_sentence_with_what_to_do(asked):
    """Held, good, refused, a withdrawal with a fault, not checked yet: each says so, why, and what to do."""
    for path, sentence in {
        HELD: "wacht op een oordeel, want er zijn veel rijen met fouten: kies in Vereiste acties",
        "/kwaliteit/12": "De lijst is verwerkt en alle 84 rijen zijn goed; er is niets te doen.",
        "/kwaliteit/13": "want er staat een kolom in die we niet mogen ontvangen: het bestand is gewist",
        "/kwaliteit/14": "afmeldingen is verwerkt, maar 1 van de 4 rijen is afgekeurd: Provides kan",
        "/kwaliteit/16": "De lijst is binnen en wordt bij de volgende ronde gecontroleerd; er is niets",
    }.items():
        assert sentence in get(asked, path)["text"], path


def test_counts_stand_against_the_last_eight_lists(asked):
    """Each count has its line as an image with a title, and the figures are in a table beneath."""
    page = get(asked, HELD)["text"]
    assert page.count('<svg class="spark" role="img"') == 3
    title = re.search(r"<title id=\"spark-gelezen\">(.*?)</title>", page)
    assert title is not None
    assert title[1].startswith("Gelezen per peildatum: ")
    assert title[1].endswith("18-02-2026 43, 22-03-2026 160")
    assert title[1].count(",") == 8
    assert page.split('class="history"')[1].split("</table>")[0].count("<tr") == 10
    assert "eerste lijst van Viveste" in get(asked, "/kwaliteit/12")["text"]


def test_the_open_question_is_one_click_away(asked):
    """A held delivery links to Airflow's open questions about its sender, out of the frame; others do not."""
    link = 'href="/required_actions?response_received=false&amp;subject_search=Mitros" data-airflow'
    assert link in get(asked, HELD)["text"]
    assert link in get(asked, "/kwaliteit")["text"]
    assert "required_actions" not in get(asked, "/kwaliteit/12")["text"]


def test_the_overview_tells_what_waits_first(asked):
    """Held lists on top, the latest of each corporation, files left alone with why, what was before."""
    page = get(asked, "/kwaliteit")["text"]
    headings = ["Wacht op een oordeel", "Laatste levering per corporatie", "Blijven liggen", "Eerder"]
    places = [page.index(f">{heading}</h2>") for heading in headings]
    assert places == sorted(places)
    assert page.index("/kwaliteit/11") < places[1] < page.index("/kwaliteit/13") < page.index("/kwaliteit/12")
    assert "de naam is niet volgens afspraak" in page
    assert "de naam noemt een andere corporatie" in page
    assert "klaar.csv" not in page


def test_rows_come_by_the_hundred_and_by_rule(asked):
    """Page two has the rest; a filter has only its rule; nonsense in the query shows the first page."""
    assert len(rows_of(get(asked, f"{HELD}?pagina=2")["text"])) == 64
    assert len(rows_of(get(asked, f"{HELD}?regel=objection")["text"])) == 1
    strange = get(asked, f"{HELD}?regel=%22%3E%3Cscript%3E&pagina=-1")
    assert strange["status"] == 200
    assert "Geen rijen" in strange["text"]


@pytest.mark.parametrize(
    "path", ["99", "x", "99999999999999999999", "11/rij/999", "11/rij/99999999999999999999", "99/regels.csv"]
)
def test_what_is_not_there_is_not_found(asked, path):
    """Unknown deliveries and rows, and numbers that no database holds, are a plain 404."""
    assert get(asked, f"/kwaliteit/{path}")["status"] == 404


def test_the_download_holds_places_and_rules_only(asked):
    """A file for Dutch Excel with line, their column, rule and explanation; no value, no contract."""
    heard = get(asked, CSV)
    assert heard["headers"]["content-type"] == "text/csv; charset=utf-8"
    assert heard["headers"]["content-disposition"] == 'attachment; filename="kwaliteit_mitros_20260322.csv"'
    text = heard["text"]
    assert not [word for word in (*SECRET, "C-100", "kasteel", "3991") if word in text]
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows[0] == ["regel", "kolom", "regelcode", "ernst", "uitleg"]
    assert len(rows) == 1 + 164
    assert rows[1] == ["3", "Saldo vervallen", "amount_unreadable", "ernstig", "Een bedrag is niet te lezen."]
    assert [
        "6",
        "",
        "width_differs",
        "ernstig",
        "De rij heeft meer of minder cellen dan de kopregel.",
    ] in rows


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1240, 420])
@pytest.mark.parametrize("path", ["/kwaliteit", HELD, ROW])
def test_a_browser_shows_it_in_airflows_frame(asked, path, theme, width):
    """In the sandboxed frame: Airflow's theme, nothing too wide, no script of a file, no foreign host."""
    with chromium() as browser:
        page, inner, strange = framed(browser, asked, path, theme, width)
        alerts: list[str] = []
        page.on("dialog", lambda dialog: alerts.append(dialog.message) or dialog.dismiss())
        for summary in inner.query_selector_all("summary"):
            summary.click()
        assert inner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        dark = inner.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 22)"
        assert dark is (theme == "dark")
    assert strange == []
    assert alerts == []


@pytest.mark.browser
def test_a_steward_unmasks_and_downloads_and_goes_to_the_question(asked):
    """In the frame: the button shows a row's cells, the download comes, the question opens outside."""
    with chromium() as browser:
        page, inner, strange = framed(browser, asked, HELD, "light", 1240)
        with page.expect_download() as download:
            inner.click("text=Overzicht voor de corporatie")
        assert download.value.suggested_filename == "kwaliteit_mitros_20260322.csv"
        inner.click("table.faults tbody a >> nth=0")
        inner.click("text=Toon wat er staat")
        inner.wait_for_selector("text=Geheimelaan")
        inner.click("nav >> text=Mitros")
        inner.click("text=Naar oordeel")
        page.wait_for_url("**/required_actions?response_received=false&subject_search=Mitros")
    assert strange == []
