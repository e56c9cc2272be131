"""The page "Koppelingen" inside Airflow's own api-server: who may look and answer, what is kept."""

import re
from pathlib import Path

import pytest
from support.pages import SAME_SITE, ask, chromium, framed

from vroegeropaf.linkage import words

HERE = Path(__file__).parent
LIST, FIRST, SECOND, STRANGE = "/koppelingen", "/koppelingen/1/2", "/koppelingen/3/4", "/koppelingen/5/6"
JOINED, PUT_OFF, TOLD_APART = "/koppelingen/7/8", "/koppelingen/9/10", "/koppelingen/11/12"
ROUTES = [
    ("GET", LIST),
    ("GET", FIRST),
    *(("POST", f"{FIRST}/{answer}") for answer in ("zelfde", "ander", "later", "terug")),
]
OTHERS = ("privacy_officer", "operator", "coordinator", "wil_lead")
FOREIGN = [
    {"sec-fetch-site": "cross-site", "origin": "https://elders.example"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://elders.example"},
]
LOG = "select user_name, page, subject from core.access_log order by access_id"
SAID = (
    "select left_signal_id, verdict, decided_by, reason from core.link_decision where zone = 'steward'"
    " order by decision_id"
)
OPEN = "select left_signal_id from core.link_question where decision_id is null order by 1"
TERM = "select postponed_by, postponed_until::text from core.link_question where left_signal_id = 3"
LONG = "zin " * 100
NEW = {"gezien": "0"}
STRANGERS = ("anonymous", "viewer", "admin", *OTHERS)
NOT_THERE = ("1/3", "2/1", "1/1", "0/2", "11/13", "1/99999999999999999999", "x/y", "1")
MISSING_ANSWERS = ("1/3/zelfde", "1/2/misschien", "2/1/zelfde")
ASKED: list[list] = [
    *([who, method, path, SAME_SITE, {}] for who in STRANGERS for method, path in ROUTES),
    *(["steward", "POST", f"{FIRST}/zelfde?foreign={n}", head, NEW] for n, head in enumerate(FOREIGN)),
    ["nothing yet", "SQL", SAID, {}],
    ["nobody yet", "SQL", LOG, {}],
    *(["steward", "GET", path, {}] for path in (LIST, FIRST, SECOND, STRANGE, JOINED, PUT_OFF, TOLD_APART)),
    ["looked", "SQL", LOG, {}],
    *(["steward", "GET", f"/koppelingen/{path}", {}] for path in NOT_THERE),
    *(["steward", "POST", f"/koppelingen/{path}", SAME_SITE, NEW] for path in MISSING_ANSWERS),
    ["steward", "GET", f"{LIST}?pagina=7&na=%22%3E%3Cscript%3E", {}],
    ["steward", "GET", f"{FIRST}?na=99999999999999999999-1", {}],
    # the flow
    ["steward", "POST", f"{FIRST}/zelfde", SAME_SITE, NEW | {"reden": "gebeld\x00\r\n<i>met</i> Kees"}],
    ["answered", "SQL", SAID, {}],
    ["still open", "SQL", OPEN, {}],
    ["steward", "POST", f"{FIRST}/zelfde?again", SAME_SITE, NEW],
    ["other", "SQL", "insert into core.user_role values ('coos', 'steward', 'test')", {}],
    ["coordinator", "POST", f"{FIRST}/ander?late", SAME_SITE, NEW],
    ["coordinator", "POST", f"{FIRST}/later?late", SAME_SITE, NEW],
    ["clashed", "SQL", SAID, {}],
    ["steward", "POST", f"{SECOND}/later", SAME_SITE, NEW],
    ["put off", "SQL", TERM, {}],
    ["steward", "POST", f"{STRANGE}/ander", SAME_SITE, NEW | {"reden": LONG}],
    ["steward", "POST", f"{JOINED}/terug", SAME_SITE, {"gezien": "1"}],
    ["steward", "POST", f"{JOINED}/ander", SAME_SITE, {"gezien": "1"}],
    ["steward", "GET", f"{LIST}?after", {}],
    ["steward", "GET", f"{FIRST}?after", {}],
    ["steward", "POST", f"{TOLD_APART}/terug", SAME_SITE, {"gezien": "3"}],
    ["steward", "POST", f"{FIRST}/terug?stale", SAME_SITE, NEW],
    ["steward", "POST", f"{FIRST}/terug", SAME_SITE, {"gezien": "4"}],
    ["at the end", "SQL", SAID, {}],
    ["open at the end", "SQL", OPEN, {}],
    ["steward", "POST", f"{FIRST}/zelfde?bare", SAME_SITE],
    ["break", "SQL", "alter table core.access_log rename to access_gone", {}],
    ["steward", "GET", f"{FIRST}?broken", {}],
]  # fmt: skip
SECRET = ("Kanarievogel", "Geheimelaan", "04-05-1980", "06-12345678", "kees@", "MC-1001", "alert(1)")
MARKUP = re.compile(r"<(?:script>|img|svg onload|b>|u>|i>)")


@pytest.fixture(scope="module")
def asked(postgres, tmp_path_factory) -> dict:
    """What the api-server with our plugin answered to everything in ASKED."""
    home = tmp_path_factory.mktemp("airflow")
    return ask(postgres, "test_links_page", home, [HERE / "link_seed.sql"], ASKED)


def get(asked: dict, path: str, who: str = "steward", method: str = "GET") -> dict:
    """Return the answer to a request."""
    return asked["page"][(who, method, path)]


def sql(asked: dict, name: str, statement: str) -> list:
    """Return the rows of a statement."""
    return asked["page"][(name, "SQL", statement)]


def access_key(page, letter: str) -> None:
    """Press Alt with a letter; Playwright's own keyboard leaves out which letter it is."""
    key = {"key": letter, "unmodifiedText": letter, "windowsVirtualKeyCode": ord(letter.upper())}
    keys = page.context.new_cdp_session(page)
    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "modifiers": 1, **key})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "modifiers": 1, **key})


def cells(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, as text."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page.split(f">{heading}</h2>")[1].split("</table>")[0], re.S)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 401), ("viewer", 403), ("admin", 403), *((who, 403) for who in OTHERS)]
)
def test_only_a_steward_comes_in(asked, who, status, method, path):
    """Every route, the list too: 401 for anonymous callers, 403 for all others, and nothing of a person."""
    heard = get(asked, path, who, method)
    assert heard["status"] == status
    assert not [word for word in (*SECRET, "Mitros") if word in heard["text"]]
    if who in OTHERS:
        assert "mag alleen de gegevensbeheerder" in heard["text"]


def test_every_route_was_asked(asked):
    """The page has no other routes than those asked above."""
    known = {route for route in asked["routes"] if route.startswith(LIST)}
    assert known == {
        LIST,
        f"{LIST}/{{left:int}}/{{right:int}}",
        f"{LIST}/{{left:int}}/{{right:int}}/{{answer}}",
    }


def test_answers_from_other_sites_are_refused(asked):
    """An answer that another site sends with the steward's cookie is refused: nothing is kept or logged."""
    for number in range(len(FOREIGN)):
        assert get(asked, f"{FIRST}/zelfde?foreign={number}", method="POST")["status"] == 403
    assert sql(asked, "nothing yet", SAID) == [[11, "different", "coos", "gebeld <b>vet</b>"]]
    assert sql(asked, "nobody yet", LOG) == []


def test_the_list_tells_what_waits_oldest_first(asked):
    """Corporations, why, weight, chance and days, no data of a person; what was put off stands at the end."""
    page = get(asked, LIST)["text"]
    assert (
        "Er wachten 4 vragen, waarvan 1 voor later; zolang er geen antwoord is, blijven de rijen apart."
        in page
    )
    first, second, third, last = cells(page, "Wacht op een antwoord")[1:]
    assert first == [
        "Mitros en Portaal",
        "De voornamen verschillen; het kunnen een tweeling of een stel zijn.",
        "+2,7",
        "87 %",
        "6 dagen",
    ]
    assert second[2:] == ["–", "–", "5 dagen"]
    assert third == ["Provides en Portaal", f"{words.OTHER_GUARD.capitalize()}.", "−1,5", "26 %", "1 dag"]
    assert last[0] == "Twee rijen van LEKSTEDEwonen later, vanaf 26 mrt 10:00"
    assert not [word for word in (*SECRET, "Zwaluwstaart", "gebeld") if word in page]


def test_the_list_tells_what_was_decided(asked):
    """The last words of people with a way back, and the pairs of two corporations that the rules joined."""
    page = get(asked, LIST)["text"]
    assert cells(page, "Laatst beslist")[1:] == [
        ["Provides en Jutphaas Wonen", "niet dezelfde persoon", "coos", "21 mrt 09:00", "Ongedaan maken"]
    ]
    assert cells(page, "Automatisch gekoppeld")[1:] == [
        ["Mitros en Viveste", "+18,2", "meer dan 99 %", "20 mrt 07:00"]
    ]
    assert f'href="/vroegeropaf{JOINED}"' in page


def test_two_rows_stand_side_by_side(asked):
    """Each trait of both rows; what tells persons apart is marked in words, other spelling is not."""
    rows = {row[0]: row[1:] for row in cells(get(asked, FIRST)["text"], "De twee rijen")}
    assert rows["Achternaam"] == ["van der Kanarievogel", "Kanarievogel"]
    assert rows["Voornaam ≠ anders"] == ["Kees", "Karel"]
    assert rows["Voorletters ≠ anders"] == ["K.", "K.J."]
    assert rows["Geboortedatum"] == ["04-05-1980", "04-05-1980"]
    assert rows["Adres"] == ["Geheimelaan 12A-2, 3431 AA Nieuwegein", "Geheimelaan 12a-2, 3431 AA Nieuwegein"]
    assert rows["Telefoon"] == ["06-12345678", "+31612345678"]
    assert rows["E-mail ? ontbreekt"] == ["kees@vogel.example", "niet geleverd"]
    assert rows["Huurt"] == ["sinds 01-02-2019", "niet geleverd"]
    assert rows["Corporatie"] == ["Mitros", "Portaal"]
    assert rows["Contract"] == ["MC-1001", "PC-2002"]
    assert rows["Op de lijst"] == ["sinds 02-03-2026", "sinds 02-03-2026"]


def test_what_was_weighed_is_told_in_sentences_and_a_chart(asked):
    """A sentence per field with its bits, how common the name is, the guard, the total and its meaning."""
    page = get(asked, FIRST)["text"]
    assert cells(page, "Wat er is gewogen") == [
        ["Twee willekeurige rijen zijn zelden dezelfde persoon", "−16,6"],
        ["Deur en achternaam zijn gelijk", "+17,6"],
        ["De achternaam komt vaak voor", "−2,1"],
        ["De geboortedatum is gelijk", "+13,7"],
        ["De voornaam is anders", "−9,9"],
        ["Telefoonnummer en mailadres ontbreken aan één kant", "0,0"],
        ["Totaal", "+2,7"],
    ]
    assert "Waarschijnlijk dezelfde persoon: de kans is 87 %." in page
    assert "Waarom we dit niet zelf besluiten: de voornamen verschillen" in page
    assert page.count('role="img"') == 1
    assert (
        "Deur en achternaam zijn gelijk: +17,6. De achternaam komt vaak voor: −2,1." in page.split("<desc")[1]
    )
    assert page.split('class="chart waterfall"')[1].split("</svg>")[0].count("<rect") == 7


def test_a_question_without_a_score_still_opens(asked):
    """An older question shows its rows and why it was asked, and can be answered."""
    page = get(asked, SECOND)["text"]
    assert "nog niet gewogen" in page
    assert "een geboortedatum ontbreekt" in page
    assert "Zwaluwstaart" in page
    assert "<svg" not in page
    assert page.count("formaction=") == 2


def test_unknown_codes_get_a_general_sentence(asked):
    """A newer model's guard, field and level show, without their codes."""
    page = get(asked, STRANGE)["text"]
    assert words.OTHER_GUARD in page
    assert words.OTHER_LEVEL in page
    assert "moon_full" not in page
    assert "eye_colour" not in page


def test_other_contracts_of_both_persons_are_folded_away(asked):
    """Corporation and contract of who belongs to the two persons already, without the two rows themselves."""
    page = get(asked, FIRST)["text"]
    folded = page.split("<details>")[1].split("</details>")[0]
    assert "1 ander contract bij deze twee personen" in folded
    assert 'Viveste, contract <span class="cell">VC-1414</span>' in folded
    assert "MC-1001" not in folded
    assert "Geen andere contracten bij deze persoon" in get(asked, JOINED)["text"]


def test_a_pair_says_where_it_stands(asked):
    """Joined by the rules, put off, told apart by a person: each says so, with what can be done."""
    joined, put_off, apart = (get(asked, path)["text"] for path in (JOINED, PUT_OFF, TOLD_APART))
    assert "Automatisch gekoppeld op 20 mrt 07:00." in joined
    assert 'accesskey="n"' in joined
    assert 'accesskey="l"' not in joined
    assert "Uitgesteld tot 26 mrt 10:00 door sanne." in put_off
    assert "het contract kwam terug, maar de achternamen verschillen" in put_off
    assert "Antwoord: niet dezelfde persoon." in apart
    assert "Gegeven door coos, 21 mrt 09:00." in apart
    assert "formaction" not in apart
    assert '/terug"' in apart


def test_every_look_at_a_pair_is_logged_before_it(asked):
    """User, page and signal ids; the list shows nobody and logs nothing; without a log nothing is shown."""
    pairs = ("1, 2", "3, 4", "5, 6", "7, 8", "9, 10", "11, 12")
    assert sql(asked, "looked", LOG) == [["sanne", "koppelingen", f"signalen {pair}"] for pair in pairs]
    broken = get(asked, f"{FIRST}?broken")
    assert broken["status"] == 503
    assert not [word for word in SECRET if word in broken["text"]]


def test_markup_and_controls_show_as_text(asked):
    """Markup in names, addresses, reasons and the query never becomes markup; controls become bullets."""
    pages = [heard["text"] for heard in asked["answers"] if isinstance(heard, dict)]
    assert not [page for page in pages if MARKUP.search(re.sub(r"<script src=", "", page))]
    strange = get(asked, STRANGE)["text"]
    assert "&lt;script&gt;alert(1)" in strange
    assert "&lt;img src=x onerror=alert(2)&gt;" in strange
    assert "K••erk" in strange
    assert "gebeld &lt;b&gt;vet&lt;/b&gt;" in get(asked, TOLD_APART)["text"]


def test_an_answer_is_kept_and_leads_to_the_next_question(asked):
    """Verdict, user and reason are recorded, the question closed; the next page says so and can undo it."""
    assert sql(asked, "answered", SAID)[1:] == [[1, "same", "sanne", "gebeld <i>met</i> Kees"]]
    assert sql(asked, "still open", OPEN) == [[3], [5], [9]]
    heard = get(asked, f"{FIRST}/zelfde", method="POST")
    assert heard["url"].endswith("/vroegeropaf/koppelingen/3/4?na=1-2")
    assert "Zwaluwstaart" in heard["text"]
    assert "het vorige paar</a>: zelfde persoon." in heard["text"]
    assert 'action="/vroegeropaf/koppelingen/1/2/terug"' in heard["text"]
    assert get(asked, f"{FIRST}/zelfde?again", method="POST")["url"].endswith("/koppelingen/3/4?na=1-2")


def test_an_answer_after_another_stewards_changes_nothing(asked):
    """A clear message with what was decided, status 409; neither answer nor "later" is recorded."""
    for answer in ("ander", "later"):
        heard = get(asked, f"{FIRST}/{answer}?late", "coordinator", "POST")
        assert heard["status"] == 409
        assert "Je antwoord is niet vastgelegd." in heard["text"]
        assert "Gegeven door sanne" in heard["text"]
    assert sql(asked, "clashed", SAID) == sql(asked, "answered", SAID)
    for path in (f"{FIRST}/terug?stale", f"{JOINED}/terug"):  # undone before, or nothing of people to undo
        stale = get(asked, path, method="POST")
        assert stale["status"] == 409
        assert "Je antwoord is niet vastgelegd." in stale["text"]


def test_later_puts_off_and_goes_on(asked):
    """A working day later at the same time, by whom; the next question is the one after it."""
    [[by, until]] = sql(asked, "put off", TERM)
    assert by == "sanne"
    assert until.startswith("2026-03-26 ")
    heard = get(asked, f"{SECOND}/later", method="POST")
    assert heard["url"].endswith("/koppelingen/5/6?na=3-4")
    assert "Uitgesteld: het vorige paar komt op 26 mrt" in heard["text"]


def test_after_the_last_question_comes_the_list(asked):
    """Nothing waits but what was put off; a reason is cut where the page says."""
    heard = get(asked, f"{STRANGE}/ander", method="POST")
    assert heard["url"].endswith("/vroegeropaf/koppelingen?na=5-6")
    assert "niet dezelfde persoon." in heard["text"]
    [reason] = [row[3] for row in sql(asked, "at the end", SAID) if row[:2] == [5, "different"]]
    assert len(reason) <= 200
    after = get(asked, f"{LIST}?after")["text"]
    assert "Er wachten 2 vragen, waarvan 2 voor later" in after
    assert len(cells(after, "Laatst beslist")) == 1 + 4


def test_what_the_rules_joined_can_be_told_apart(asked):
    """A steward's "niet dezelfde" on an automatic pair is recorded; the pair leaves their list."""
    assert [7, "different", "sanne", ""] in sql(asked, "at the end", SAID)
    assert "Automatisch gekoppeld" not in get(asked, f"{LIST}?after")["text"]


def test_undo_gives_the_pair_back(asked):
    """The question is open again, with a sentence that says so; what was said stays on record."""
    heard = get(asked, f"{FIRST}/terug", method="POST")
    assert heard["url"].endswith("/koppelingen/1/2?na=1-2")
    assert "Ongedaan gemaakt." in heard["text"]
    assert heard["text"].count("formaction=") == 2
    assert [row[:3] for row in sql(asked, "at the end", SAID)][-2:] == [
        [11, "undo", "sanne"],
        [1, "undo", "sanne"],
    ]
    assert sql(asked, "open at the end", OPEN) == [[1], [3], [9]]
    assert "Antwoord: zelfde persoon." in get(asked, f"{FIRST}?after")["text"]


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_linkage_never_looked_at_is_not_found(asked, path):
    """Never a pair, or no longer asked, in the wrong order, or numbers that no database holds: 404."""
    heard = get(asked, f"/koppelingen/{path}")
    assert heard["status"] == 404
    assert ("staat geen vraag" in heard["text"]) is (path in ("1/3", "11/13"))


@pytest.mark.parametrize("path", MISSING_ANSWERS)
def test_an_answer_needs_a_pair_and_a_word(asked, path):
    """A pair that is none (any more) and an answer that does not exist are a 404; nothing is recorded."""
    assert get(asked, f"/koppelingen/{path}", method="POST")["status"] == 404


def test_nonsense_in_the_address_is_passed_over(asked):
    """A page beyond the last and a pair that cannot be show the page without them."""
    far = get(asked, f"{LIST}?pagina=7&na=%22%3E%3Cscript%3E")
    assert far["status"] == 200
    assert "Op deze pagina staat niets meer." in far["text"]
    assert get(asked, f"{FIRST}?na=99999999999999999999-1")["status"] == 200
    assert get(asked, f"{FIRST}/zelfde?bare", method="POST")["status"] == 415


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1240, 420])
@pytest.mark.parametrize("path", [LIST, FIRST, STRANGE, TOLD_APART, f"{FIRST}/ander?late"])
def test_a_browser_shows_it_in_airflows_frame(asked, path, theme, width):
    """In the sandboxed frame: Airflow's theme, nothing too wide, no script of a name, no foreign host."""
    shown = dict(asked)
    if path.endswith("?late"):  # what an answer after another's led to
        shown["page"] = asked["page"] | {("steward", "GET", path): get(asked, path, "coordinator", "POST")}
    with chromium() as browser:
        page, inner, strange = framed(browser, shown, path, theme, width)
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
def test_a_steward_answers_with_the_keyboard(asked):
    """Tab to the reason, then Alt with a letter: same, later, different; each goes on, the last to a list."""
    with chromium() as browser:
        page, inner, strange = framed(browser, asked, LIST, "light", 1240)
        posts: list[tuple[str, str]] = []
        page.on("request", lambda one: one.method == "POST" and posts.append((one.url, one.post_data)))
        inner.focus("table a >> nth=0")
        page.keyboard.press("Enter")
        inner.wait_for_selector("text=Kanarievogel >> nth=0")
        inner.focus("nav a")
        page.keyboard.press("Tab")
        page.keyboard.type("gebeld")
        page.keyboard.press("Enter")
        access_key(page, "z")
        inner.wait_for_selector("text=Zwaluwstaart >> nth=0")
        access_key(page, "l")
        inner.wait_for_selector("text=Uitgesteld: het vorige paar")
        access_key(page, "n")
        inner.wait_for_selector("h1:text-is('Koppelingen')")
    assert [url.split("/koppelingen/")[1] for url, _ in posts] == ["1/2/zelfde", "3/4/later", "5/6/ander"]
    assert [data for _, data in posts] == [
        "gezien=0&reden=gebeld%0D%0A",
        "gezien=0&reden=",
        "gezien=0&reden=",
    ]
    assert strange == []
