"""What one corporation gets never depends on another corporation's rows: mails, files in out/, its form."""

import re
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.folder import DirectoryFolder
from support.whole_job import HASH_KEY, whole_job

from vroegeropaf import database
from vroegeropaf import region as region_module
from vroegeropaf.deliveries import absence
from vroegeropaf.local.sample.month import MONDAY, REFERENCE_ON, WEDNESDAY, Month
from vroegeropaf.portal import absence_form
from vroegeropaf.region import Region
from vroegeropaf.settings import INCLUDE, Settings

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("separation")]
DAYS = (MONDAY, WEDNESDAY)
LOOKED_AT = ("mitros", "viveste")
DATE = date(2026, 12, 2)  # Wednesday is B - 5


class SharedMonth(Month):
    """A month in which each tenant of the two is known to others too, in every way that could show."""

    def _tell(self) -> None:
        for corporation in LOOKED_AT:
            others = [code for code in self._region.parties.corporations if code != corporation]
            for number in range(8):
                tenant = self._people.draw("Nieuwegein")
                numbers = {"huurdernummer": f"7{corporation}", "contractnummer": f"7{corporation}"}
                own = numbers if number == 0 else {}  # the same at both
                self._add(corporation, tenant, datum_overdracht=DATE + timedelta(days=number), **own)
                self._add(
                    others[number % len(others)],
                    tenant if number != 1 else tenant.behind_door_of(self._people.draw("Houten")),
                    **own,
                    **(
                        {"datum_overdracht": date(2026, 11, 26)} if number in (0, 2) else {}
                    ),  # earlier: crisis
                    **(
                        {"deurwaarderdossier": "J", "datum_overdracht": date(2026, 12, 28)}
                        if number == 3
                        else {}
                    ),
                    **({"bezwaar": "J"} if number == 4 else {}),
                    **({"betalingsregeling": "J"} if number == 5 else {}),
                    **(
                        {"datum_overdracht": DATE + timedelta(days=6)} if number == 6 else {}
                    ),  # the same date
                )
            self._add(corporation, self._people.draw("Houten"), achterstand="n.t.b.")
            self._add(corporation, self._people.draw("Houten"), datum_overdracht=date(2026, 11, 26))

    def first(self, code: str) -> tuple[str, bytes]:
        """Return the list of a corporation."""
        file = self._list(code, REFERENCE_ON)
        return file.name, file.content

    def second(self, code: str) -> tuple[str, bytes]:
        """Return its list of Wednesday, without one of its contracts."""
        if code in LOOKED_AT:
            del self._rows[code][6]
        file = self._list(code, WEDNESDAY)
        return file.name, file.content


@dataclass(frozen=True)
class Received:
    """All that one corporation received, with numbers and codes of ours made comparable."""

    mails: list[tuple[str, ...]]
    files: dict[str, bytes]
    forms: list[list[tuple[str, str, str]]]


def alike(mails: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the mails with case numbers in the order in which they appear, and without codes of links."""
    seen: dict[str, str] = {}

    def plain(text: str) -> str:
        text = re.sub(r"VE-\d+", lambda found: seen.setdefault(found[0], f"VE-{len(seen)}"), text)
        text = re.sub(r"(terugkoppeling_\w+_\d{8})_\d+", r"\1", text)
        return re.sub(r"(https://portal\.example/\w+/)[\w-]+", r"\1", text)

    return [tuple(plain(part) for part in mail) for mail in mails]


def received(settings: Settings, region: Region, root: Path, code: str) -> Received:
    """Return what a corporation received."""
    engine = database.connect(settings)
    with engine.connect() as db:
        found = db.exec_driver_sql(
            "select kind, subject, body_text, body_html, coalesce(calendar, ''), state from core.outbox "
            f"where recipient = '{region.parties.corporations[code].contact_email}' "
            "order by queued_at::date, kind, subject, body_text"
        )
        mails = [tuple(map(str, row)) for row in found]
    tokens = [token for mail in mails for token in re.findall(r"/a(?:fwezig)?/([\w-]+)", mail[2])]
    forms = [form for token in tokens if (form := absence_form.find(engine, token)) is not None]
    return Received(
        alike(mails),
        {
            re.sub(r"_\d+\.csv$", "", path.name): path.read_bytes()
            for path in sorted((root / code / "out").iterdir())
        },
        [[(one.tenant_no, one.contract_no, one.chosen) for one in form.contracts] for form in forms],
    )


@pytest.fixture(scope="module")
def full_lists(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """The example region with full lists, so that corporations are asked about absent contracts."""
    config = tmp_path_factory.mktemp("config") / "config"
    shutil.copytree(INCLUDE / "config", config)
    for code in LOOKED_AT:
        profile = config / "profiles" / f"{code}.yaml"
        profile.write_text(
            profile.read_text("utf-8").replace("list_kind: new_only", "list_kind: full"), "utf-8"
        )
    return region_module.load(config)


def play(settings: Settings, region: Region, root: Path, senders: tuple[str, ...]) -> None:
    """Let these corporations deliver on Monday and Wednesday, and do the whole job on each of the days."""
    month = SharedMonth(region)
    for today in DAYS:
        for code in senders:
            DirectoryFolder(root / code).put(*(month.first if today == MONDAY else month.second)(code))
        whole_job(settings, region, root, today=today)
        absence.ask_about_absent(database.connect(settings), region, settings, today, HASH_KEY)


def test_a_corporation_gets_the_same_with_and_without_the_others(
    postgres, full_lists: Region, tmp_path: Path
) -> None:
    """Six corporations share tenants; two of them receive byte for byte what they get alone."""
    worlds: dict[str, tuple[Settings, Path]] = {}

    def world(name: str, senders: tuple[str, ...]) -> None:
        postgres.administer(
            f"create database apart_{name} template template_vroegeropaf owner template_vroegeropaf"
        )
        url = postgres.url("template_vroegeropaf").rsplit("/", 1)[0] + f"/apart_{name}"
        root = tmp_path / name
        root.mkdir()
        settings = Settings(
            database_url=url, hash_key=HASH_KEY, stable_after_s=0, portal_url="https://portal.example"
        )
        worlds[name] = settings, root
        play(settings, full_lists, root, senders)

    world("all", tuple(full_lists.parties.corporations))
    for code in LOOKED_AT:
        world(code, (code,))
    for code in LOOKED_AT:
        together, alone = (received(*_in(worlds[name], full_lists), code) for name in ("all", code))
        assert together.files == alone.files
        assert together.forms == alone.forms
        assert len(alone.forms) == 1
        assert together.mails == alone.mails
        kinds = [mail[0] for mail in alone.mails]
        assert {"quality_report", "escalation", "absence"} <= set(kinds)
    for name in worlds:
        postgres.administer(f"drop database apart_{name} with (force)")


def _in(world: tuple[Settings, Path], region: Region) -> tuple[Settings, Region, Path]:
    settings, root = world
    return settings, region, root
