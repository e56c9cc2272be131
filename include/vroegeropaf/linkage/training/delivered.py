"""Made-up tenancies as six corporations would write them down, each in its own style with its own errors."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from random import Random

from vroegeropaf.linkage.training import names
from vroegeropaf.linkage.training.draws import CORPORATIONS, Tenancy
from vroegeropaf.linkage.training.names import Surname
from vroegeropaf.linkage.training.people import People

HEADERS = (
    *("row_id", "month", "corporatie", "huurdernummer", "contractnummer", "voorletters", "voornaam"),
    *("tussenvoegsel", "achternaam", "geboortedatum", "straat", "huisnummer", "huisletter", "toevoeging"),
    *("postcode", "plaats", "telefoon", "email", "huur_vanaf", "huur_tot", "medehuurder", "bewindvoerder"),
)
TRUTH = ("person", "household", "alike")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Style:
    """How one corporation keeps its ledger; shares between 0 and 1."""

    first_names: str
    prefix: str
    shouts: bool
    dateless: float
    errs: float
    contactless: float


@dataclass(frozen=True)
class Made:
    """One delivered row: its cells in the order of `HEADERS`, and who it is in truth."""

    cells: tuple[str, ...]
    person: int
    household: int
    alike: str


def rows(seed: int, count: int, months: int = 1) -> Iterator[Made]:
    """Yield `count` rows; the same seed gives the same rows. More than one month repeats contracts."""
    people = People(seed, names.load())
    random = Random(f"ledger {seed}")  # noqa: S311
    styles = {corporation: _style(random) for corporation in CORPORATIONS}
    each = _repeated(chain.from_iterable(people.tenancies()), random, months)
    for row_id, (tenancy, month) in enumerate(islice(each, count), 1):
        cells = _cells(tenancy, styles[tenancy.corporation], random, people)
        yield Made(
            (str(row_id), str(month), *cells),
            tenancy.person.person,
            tenancy.household,
            tenancy.person.alike,
        )


def write(made: Iterator[Made], path: Path, truth: Path) -> None:
    """Write the rows in the dialect of the file contract, and the truth beside them."""
    with (
        path.open("w", encoding="utf-8", newline="") as lines,
        truth.open("w", encoding="utf-8", newline="") as known,
    ):
        table, answers = csv.writer(lines, delimiter=";"), csv.writer(known, delimiter=";")
        table.writerow(HEADERS)
        answers.writerow(("row_id", *TRUTH))
        for row in made:
            table.writerow(row.cells)
            answers.writerow((row.cells[0], row.person, row.household, row.alike))


def _repeated(each: Iterator[Tenancy], random: Random, months: int) -> Iterator[tuple[Tenancy, int]]:
    for tenancy in each:
        first = random.randint(1, months)
        yield tenancy, first
        for month in range(first + 1, months + 1):
            if random.random() < 0.5:
                break
            yield tenancy, month


def _style(random: Random) -> Style:
    return Style(
        first_names=random.choice(("initials", "initials", "both", "called", "full")),
        prefix=random.choice(("own", "own", "own", "front", "comma")),
        shouts=random.random() < 0.2,
        dateless=random.choice((0.01, 0.02, 0.04, 0.08)),
        errs=random.choice((0.5, 1, 1, 1.6)),
        contactless=random.choice((0.15, 0.35, 0.6)),
    )


def _cells(tenancy: Tenancy, style: Style, random: Random, people: People) -> tuple[str, ...]:
    person, door = tenancy.person, tenancy.door
    given, initials = _given(tenancy, style, random)
    prefix, surname = _surname(tenancy, style, random, people)
    number, letter, addition, postcode = _address(tenancy, style, random)
    phone = "" if random.random() < style.contactless else _phone(person.phone, random)
    email = "" if random.random() < max(style.contactless, 0.4) else person.email
    if random.random() < 0.03:
        phone = random.choice(("onbekend", "0000000000", "-"))
    to_on = tenancy.to_on if random.random() < 0.8 else None
    from_on = tenancy.from_on if random.random() < 0.85 else None
    return (
        *(tenancy.corporation, tenancy.tenant, tenancy.contract, initials, given, prefix, surname),
        *(_born(person.born_on, style, random), door.street, number, letter, addition, postcode, door.place),
        *(phone, email, _day(from_on), _day(to_on)),
        "J" if tenancy.is_co_tenant else "",
        "J" if person.guardian and random.random() < 0.8 else "",
    )


def _given(tenancy: Tenancy, style: Style, random: Random) -> tuple[str, str]:
    person = tenancy.person
    letters = ["Th" if name.startswith("Th") and random.random() < 0.5 else name[0] for name in person.given]
    if len(letters) > 1 and random.random() < 0.1:
        letters = letters[:1]
    if random.random() < 0.012 * style.errs:
        letters[0] = random.choice("ABCDEFGHJKLMNPRSTW")
    form = random.choice((".", ".", " ", ""))
    initials = form.join(letters) + ("." if form == "." else "")
    called, full = person.called, " ".join(person.given)
    if random.random() < 0.02 * style.errs:
        called, full = _mistyped(called, random), _mistyped(full, random)
    return {
        "initials": ("", initials),
        "both": (called, initials),
        "called": (called, ""),
        "full": (full, initials if random.random() < 0.5 else ""),
    }[style.first_names]


def _surname(tenancy: Tenancy, style: Style, random: Random, people: People) -> tuple[str, str]:
    own, partner = tenancy.person.surname, tenancy.person.partner
    prefix, name = own.prefix, own.name
    if partner is not None:
        prefix, name = _married(own, partner, random.random())
    if random.random() < 0.025 * style.errs:
        name = _mistyped(name, random)
    if random.random() < 0.3:
        name = name.replace("ij", "y").replace("IJ", "Y")
    if random.random() < 0.25:
        name = _plain(name)
    if prefix and random.random() < 0.06:
        prefix = ""  # left out by a clerk
    elif style.prefix == "front" and prefix:
        prefix, name = "", f"{prefix} {name}"
    elif style.prefix == "comma" and prefix:
        prefix, name = "", f"{name}, {prefix}"
    return prefix, name.upper() if style.shouts else name


def _married(own: Surname, partner: Surname, form: float) -> tuple[str, str]:
    """Return prefix and name of somebody who married, in one of five forms."""
    mine, other = f"{own.prefix} {own.name}".strip(), f"{partner.prefix} {partner.name}".strip()
    if form < 0.35:
        return partner.prefix, f"{partner.name}-{mine}"
    if form < 0.5:
        return own.prefix, f"{own.name}-{other}"
    if form < 0.68:
        return partner.prefix, partner.name
    return own.prefix, f"{own.name} e/v {other}" if form < 0.75 else own.name


def _born(born_on: date, style: Style, random: Random) -> str:
    if random.random() < style.dateless:
        return random.choice(("", "", "", "01-01-1900", "01-01-1753"))
    dice = random.random()
    if dice < 0.006 * style.errs and born_on.day <= 12:
        return f"{born_on.month:02}-{born_on.day:02}-{born_on.year}"
    if dice < 0.02 * style.errs:
        shift = random.choice((1, -1, 10, -10, 365, -365, 3652, -3653))
        return _day(born_on + timedelta(days=shift))
    return _day(born_on)


def _address(tenancy: Tenancy, style: Style, random: Random) -> tuple[str, str, str, str]:
    door = tenancy.door
    number, postcode, suffix = door.number, door.postcode, door.suffix
    if random.random() < 0.006 * style.errs:
        number += random.choice((1, -1, 2, 10)) if number > 1 else 1
    if random.random() < 0.006 * style.errs:
        postcode = postcode[:5] + random.choice("ABCDEGHJ")
    if random.random() < 0.1:
        postcode = f"{postcode[:4]} {postcode[4:]}"
    if suffix and random.random() < 0.05:
        suffix = ""
    if suffix and random.random() < 0.3:
        suffix = suffix.lower()
    if suffix.isalpha() and len(suffix) == 1 and random.random() < 0.6:
        return str(number), suffix, "", postcode
    return str(number), "", f"-{suffix}" if suffix and random.random() < 0.3 else suffix, postcode


def _phone(phone: str, random: Random) -> str:
    return random.choice(
        (
            phone,
            phone,
            f"{phone[:2]}-{phone[2:]}",
            f"+31{phone[1:]}",
            f"0031 {phone[1:]}",
            f"+31 (0){phone[1:]}",
        )
    )


def _mistyped(text: str, random: Random) -> str:
    """Return `text` with one letter wrong, too many, missing or swapped with its neighbour."""
    if len(text) < 3:
        return text
    place = random.randrange(1, len(text) - 1)
    head, tail = text[:place], text[place:]
    return random.choice(
        (
            head + random.choice(LETTERS) + tail[1:],
            head + random.choice(LETTERS) + tail,
            head + tail[1:],
            head + tail[1] + tail[0] + tail[2:] if len(tail) > 1 else text,
        )
    )


def _plain(text: str) -> str:
    return text.translate(str.maketrans("ÇçŞşÖöÜüĞğİıéèëïóáÖ", "CcSsOoUuGgIieeeioaO"))


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""
