"""What the benches work on: invented tenants, as files and as signals. Same seed, same rows."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from vroegeropaf import region
from vroegeropaf.deliveries import profiles
from vroegeropaf.local.sample.month import COLUMNS, NOT_IN_MITROS_STYLE
from vroegeropaf.local.sample.writing import write_csv
from vroegeropaf.region import Region
from vroegeropaf.settings import INCLUDE

TODAY = date(2026, 3, 16)
MEGABYTE = 1024 * 1024
FRONTS = (
    "Appel", "Berken", "Bouw", "Dijk", "Door", "Eiken", "Geer", "Hooge", "Kloos", "Linde", "Meer", "Nieuw",
    "Ooster", "Rood", "Schalk", "Tuin", "Vrees", "Water", "Wild", "Zand",
)  # fmt: skip
ENDS = (
    "boom", "bos", "burg", "dam", "dijk", "drecht", "hof", "huis", "huizen", "kamp", "koop", "land", "man",
    "rode", "stra", "veld", "voort", "waard", "woud", "zicht",
)  # fmt: skip
PARTICLES = ("", "", "", "van", "de", "van der", "van den", "el")
FIRST_NAMES = (
    "Anouk", "Bram", "Chaima", "Daan", "Esra", "Femke", "Gijs", "Hanneke", "Ilse", "Joost", "Karim", "Lotte",
    "Mees", "Noor", "Olaf", "Petra", "Roos", "Sanne", "Tariq", "Vera", "Wout", "Yara",
)  # fmt: skip
LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
FAULTY_SHARE = 0.02


def example_region() -> Region:
    """Return the region that ships with the product."""
    return region.load(INCLUDE / "config")


def tenants(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield tenants, each with a door of their own in the region."""
    choose = random.Random(seed)
    areas = sorted(example_region().places.values(), key=lambda area: area.postcode4)
    for number in range(1, count + 1):
        area = choose.choice(areas)
        first_name = choose.choice(FIRST_NAMES)
        yield {
            "number": number,
            "initials": f"{first_name[0]}.{choose.choice(LETTERS)}.",
            "first_name": first_name,
            "surname_prefix": choose.choice(PARTICLES),
            "surname": choose.choice(FRONTS) + choose.choice(ENDS),
            "born_on": date(1948, 1, 1) + timedelta(days=choose.randrange(20_000)),
            "street": choose.choice(FRONTS) + "laan",
            "house_number": number,
            "postcode": f"{area.postcode4}{choose.choice(LETTERS)}{choose.choice(LETTERS)}",
            "municipality": area.municipality,
            "phone": f"+316{choose.randrange(10**7, 10**8)}",
            "rent_eur": Decimal(choose.randrange(52_000, 88_000)) / 100,
            "is_faulty": choose.random() < FAULTY_SHARE,
        }


def roomy_region() -> Region:
    """Return the same region with room for lists of a million rows."""
    found = example_region()
    quality = found.policy.quality.model_copy(update={"max_file_mb": 1_000, "max_rows": 2_000_000})
    return replace(found, policy=found.policy.model_copy(update={"quality": quality}))


def arrears_rows(count: int, corporation: str, seed: int) -> Iterator[dict[str, Any]]:
    """Yield rows under the canonical headers; two in a hundred have a house number that cannot be read."""
    for one in tenants(count, seed):
        yield {
            "corporatie": corporation,
            "peildatum": TODAY,
            "huurdernummer": f"H{one['number']}",
            "contractnummer": f"C{one['number']}",
            "soort_eenheid": "woning",
            "voorletters": one["initials"],
            "voornaam": one["first_name"],
            "tussenvoegsel": one["surname_prefix"],
            "achternaam": one["surname"],
            "geboortedatum": one["born_on"],
            "straat": one["street"],
            "huisnummer": "onbekend" if one["is_faulty"] else one["house_number"],
            "postcode": f"{one['postcode'][:4]} {one['postcode'][4:]}",
            "plaats": one["municipality"],
            "telefoon": one["phone"],
            "email": f"h{one['number']}@voorbeeld.example",
            "maandhuur": one["rent_eur"],
            "achterstand": one["rent_eur"] + Decimal(one["number"] % 900) / 10,
            "aantal_maanden": 1,
            "oudste_vervaldatum": date(2026, 2, 1),
            "datum_herinnering": date(2026, 2, 6),
            "datum_contactpoging": date(2026, 2, 20),
            "schuldhulp_gewezen": date(2026, 2, 6),
            "datum_aanbod": date(2026, 2, 6),
            "bezwaar": "N",
            "betalingsregeling": "N",
            "deurwaarderdossier": "N",
            "datum_overdracht": date(2026, 5, 1),
        }


def arrears_file(count: int, corporation: str = "viveste", seed: int = 1, **extra: Any) -> tuple[str, bytes]:
    """Return name and bytes of a list in the corporation's house style; `extra` columns by row number."""
    rows = list(arrears_rows(count, corporation, seed))
    for header, cell in extra.items():
        rows = [row | {header: cell(number)} for number, row in enumerate(rows)]
    return file_name(corporation), _written(rows, corporation, tuple(extra))


def write_list(path: Path, count: int, corporation: str = "viveste", seed: int = 1) -> None:
    """Write a list of any length, a stretch at a time."""
    rows = arrears_rows(count, corporation, seed)
    with path.open("wb") as target:
        while stretch := list(islice(rows, 10_000)):
            lines = _written(stretch, corporation)
            target.write(lines if target.tell() == 0 else lines.split(b"\r\n", 1)[1])


def file_name(corporation: str) -> str:
    """Return the name of the list of a corporation."""
    return f"huurachterstand_{corporation}_{TODAY:%Y%m%d}.csv"


def _written(rows: Sequence[dict[str, Any]], corporation: str, extra: Sequence[str] = ()) -> bytes:
    profile = profiles.load(example_region().config_dir, corporation)
    columns = [name for name in COLUMNS if corporation != "mitros" or name not in NOT_IN_MITROS_STYLE]
    return write_csv(rows, [*columns, *extra], profile)


@lru_cache
def rows_of(megabytes: float) -> int:
    """Return how many rows of Viveste make a file of this size."""
    sample = 2000
    return int(megabytes * MEGABYTE * sample / len(arrears_file(sample)[1]))


def signals(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """
    Return open signals of six corporations.

    Notes
    -----
    Our guess at a region: of a hundred signals eight are of a person who is behind with a second corporation
    at the same door (a garage's contract, a merger), four of a partner there, three of a person who moved.
    """
    choose = random.Random(seed)
    corporations = sorted(example_region().parties.corporations)
    found: list[dict[str, Any]] = []
    for number, one in enumerate(tenants(count, seed), 1):
        kind = choose.random()
        known = choose.choice(found) if found else one
        fields = ("initials", "first_name", "surname_prefix", "surname", "born_on", "phone")
        door = ("postcode", "house_number", "municipality", "street")
        shared = (*fields, *door) if kind < 0.08 else door if kind < 0.12 else fields if kind < 0.15 else ()
        signal = one | {name: known[name] for name in shared}
        signal["corporation"] = corporations[number % len(corporations)]
        found.append(signal | {"tenant_no": f"H{number}", "contract_no": f"C{number}"})
    return found
