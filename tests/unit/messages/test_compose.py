"""Composing: strict, escaped, Dutch, and nothing from outside hosts."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from vroegeropaf.messages import compose

SAMPLE = {
    "sample.subject.txt.j2": "{{ day | dutch_short_date }}: {{ place }}",
    "sample.txt.j2": "Zaak {{ case_no }}\n\n{% include '_footer.txt.j2' %}",
    "sample.mjml.j2": (
        '{% extends "_layout.mjml.j2" %}{% block preheader %}Bezoek op {{ day | dutch_date }}{% endblock %}'
        "{% block body %}<mj-text>Bezoek in {{ place }}.</mj-text>"
        '{{ facts([("Zaak", case_no), ("Tijd", start | dutch_time)]) }}'
        '{{ button("Uitkomst invullen", url) }}{{ note("Tot en met vrijdag.") }}{% endblock %}'
    ),
}
VALUES = {
    "day": date(2026, 3, 3),
    "start": datetime(2026, 3, 3, 8, 30, tzinfo=UTC),
    "place": "Nieuwegein",
    "case_no": "VE-000117",
    "url": "https://portal.example/b/abc?x=1&y=2",
}


@pytest.fixture(autouse=True)
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the sample templates known beside the real ones."""
    env = compose.environment()
    loader = ChoiceLoader([DictLoader(SAMPLE), env.loader])  # type: ignore[list-item]
    monkeypatch.setattr(env, "loader", loader)


class Tags(HTMLParser):
    """Collects what a mail program would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the tags of a page with their attributes."""
    parser = Tags()
    parser.feed(html)
    return parser.tags


def test_a_mail_has_a_subject_a_text_and_html() -> None:
    """All three parts come from one call, with Dutch dates and Amsterdam times."""
    mail = compose.render("sample", **VALUES)
    assert mail.subject == "di 3 mrt: Nieuwegein"
    assert mail.text.startswith("Zaak VE-000117\n")
    assert "Antwoord niet op deze mail" in mail.text
    assert "Antwoord niet op deze mail" in mail.html
    assert "dinsdag 3 maart 2026" in mail.html
    assert "09:30" in mail.html
    assert {**VALUES, "subject": mail.subject}["url"] in [
        attributes.get("href") for _, attributes in tags(mail.html)
    ]


def test_html_is_dutch_and_loads_nothing() -> None:
    """lang="nl", one heading, and no picture, font or style sheet from anywhere."""
    found = tags(compose.render("sample", **VALUES).html)
    names = [name for name, _ in found]
    assert ("html", "nl") in [(name, attributes.get("lang")) for name, attributes in found]
    assert names.count("h1") == 1
    assert not {"img", "link", "script", "iframe"} & set(names)
    html = compose.render("sample", **VALUES).html
    assert not re.search(r"@import|@font-face|url\(", html)
    outside = {attributes.get("href") or attributes.get("src") for _, attributes in found} - {None}
    assert outside == {VALUES["url"]}


def test_the_contact_is_named_when_known() -> None:
    """With a contact address both parts show it instead of "de coördinator"."""
    mail = compose.render("sample", **VALUES, contact_email="coordinator@x.example")
    assert "Mail coordinator@x.example" in mail.text
    assert "mailto:coordinator@x.example" in mail.html


@given(st.text(min_size=1, max_size=60))
def test_a_value_can_never_become_a_tag(place: str) -> None:
    """Whatever a value holds, the tags of the mail stay the same."""
    hostile = f"<script>alert(1)</script><mj-raw>{place}"
    plain = [name for name, _ in tags(compose.render("sample", **VALUES).html)]
    mail = compose.render("sample", **{**VALUES, "place": hostile})
    assert [name for name, _ in tags(mail.html)] == plain


def test_an_undefined_name_stops_the_mail() -> None:
    """A template that asks for more than it got is an error, not an empty spot."""
    with pytest.raises(UndefinedError):
        compose.render("sample", **{key: value for key, value in VALUES.items() if key != "case_no"})


@given(st.text(max_size=400))
def test_a_subject_is_one_line_of_at_most_120_characters(place: str) -> None:
    """No value can break the subject line or make it too long."""
    subject = compose.render("sample", **{**VALUES, "place": place}).subject
    assert len(subject) <= 120
    assert len(subject.splitlines()) == 1
    assert subject == subject.strip()


def test_an_instant_is_shown_in_amsterdam() -> None:
    """Half past eleven at night in UTC is the next day here."""
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert compose.dutch_date(late) == "woensdag 4 maart 2026"
    assert compose.dutch_short_date(late) == "wo 4 mrt"
    assert compose.dutch_time(late) == "00:30"


def test_every_mail_has_its_three_parts_and_the_footer() -> None:
    """Each template stands in the house style, and its text part says what the mail is as well."""
    names = {path.name.split(".")[0] for path in compose.TEMPLATES.glob("[!_]*.j2")}
    for name in names:
        parts = [compose.TEMPLATES / f"{name}.{ending}.j2" for ending in ("subject.txt", "txt", "mjml")]
        _, text, page = [path.read_text(encoding="utf-8") for path in parts]
        assert "_footer.txt.j2" in text, name
        assert '{% extends "_layout.mjml.j2" %}' in page, name


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#22292b", "#ffffff"),
        ("#54605f", "#ffffff"),
        ("#54605f", "#f3f5f4"),
        ("#1d5b66", "#f3f5f4"),
        ("#ffffff", "#1d5b66"),
    ],
)
def test_colours_have_enough_contrast(text: str, ground: str) -> None:
    """Every pair of text and ground in the house style reaches 4.5 (WCAG AA)."""
    style = "".join(path.read_text(encoding="utf-8") for path in compose.TEMPLATES.glob("_*.mjml.j2"))
    assert text in style
    assert ground in style
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
