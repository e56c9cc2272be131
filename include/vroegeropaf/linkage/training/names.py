"""Dutch names with how common they are, for made-up tenants and for term frequencies."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

from vroegeropaf.settings import INCLUDE

NAMES = INCLUDE / "linkage_model" / "names"
# Half of all people bear a name that no list of common names holds: those are put together from these.
HEADS = (
    *(
        "Acker",
        "Bever",
        "Berken",
        "Blanken",
        "Boek",
        "Bron",
        "Dalen",
        "Dorre",
        "Eiken",
        "Elzen",
        "Goud",
        "Haver",
    ),
    *(
        "Heide",
        "Hille",
        "Hoge",
        "Iepen",
        "Kalver",
        "Kers",
        "Korten",
        "Lange",
        "Leeuwen",
        "Linde",
        "Maren",
        "Meers",
    ),
    *(
        "Nieuwen",
        "Noorder",
        "Olde",
        "Ooster",
        "Peper",
        "Popel",
        "Ravens",
        "Riet",
        "Roden",
        "Rozen",
        "Schilder",
    ),
    *(
        "Stalen",
        "Steen",
        "Tichel",
        "Uilen",
        "Valken",
        "Vinken",
        "Vogel",
        "Wage",
        "Water",
        "Weiden",
        "Wester",
        "Wilgen",
    ),
    *("Winter", "Wolfs", "Zand", "Zilver", "Zomer", "Zuider", "Zwanen"),
)
TAILS = (
    *(
        "aar",
        "berg",
        "bos",
        "broek",
        "burg",
        "dam",
        "dijk",
        "donk",
        "dorp",
        "drecht",
        "gaarde",
        "haar",
        "ham",
        "hof",
    ),
    *(
        "horst",
        "huis",
        "kamp",
        "kate",
        "laar",
        "land",
        "man",
        "mans",
        "meijer",
        "poel",
        "rade",
        "ring",
        "sloot",
        "stein",
    ),
    *("steeg", "stra", "veld", "voort", "waard", "weg", "werf", "wijk", "zicht", "ink", "ing", "mars"),
)
PREFIXES = ("", "", "", "van", "van", "van de", "van der", "ter", "de", "van den")
COMMON_SHARE = 0.55


@dataclass(frozen=True)
class Surname:
    """A family name with its tussenvoegsel apart."""

    name: str
    prefix: str


@dataclass(frozen=True)
class Names:
    """Lists to draw from, with cumulative weights."""

    surnames: list[Surname]
    surname_weights: list[float]
    given: dict[str, list[str]]
    given_weights: dict[str, list[float]]
    nicknames: dict[tuple[str, str], list[str]]

    def surname(self, random: Random) -> Surname:
        """Draw a surname: a common one, or one of thousands of rare ones."""
        if random.random() < COMMON_SHARE:
            return random.choices(self.surnames, cum_weights=self.surname_weights)[0]
        # squared: even rare names are not equally rare
        head = HEADS[int(random.random() ** 2 * len(HEADS))]
        tail = TAILS[int(random.random() ** 2 * len(TAILS))]
        return Surname(head + tail, random.choice(PREFIXES))

    def given_name(self, random: Random, sex: str) -> str:
        """Draw an official first name."""
        return random.choices(self.given[sex], cum_weights=self.given_weights[sex])[0]

    def called(self, random: Random, sex: str, given: str) -> str:
        """Return what somebody with this official name is called."""
        return random.choice(self.nicknames.get((sex, given), [given]))


@lru_cache
def load() -> Names:
    """Read the lists beside the model."""
    surnames = list(_read("surnames"))
    given: dict[str, list[str]] = {"m": [], "f": []}
    shares: dict[str, list[int]] = {"m": [], "f": []}
    for row in _read("given_names"):
        given[row["sex"]].append(row["given"])
        shares[row["sex"]].append(int(row["per_10k"]))
    nicknames: dict[tuple[str, str], list[str]] = {}
    for row in _read("nicknames"):
        nicknames.setdefault((row["sex"], row["given"]), []).append(row["nickname"])
    return Names(
        [Surname(row["surname"], row["prefix"]) for row in surnames],
        list(accumulate(float(row["per_100k"]) for row in surnames)),
        given,
        {sex: list(accumulate(map(float, each))) for sex, each in shares.items()},
        nicknames,
    )


def _read(name: str) -> list[dict[str, str]]:
    with (NAMES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
