"""Invented tenants: names, birth dates, doors in the region. Seeded; no real person is meant."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from vroegeropaf.places import Postcode4

SURNAMES = (
    ("", "Appelboom"), ("van", "Berkenrode"), ("de", "Clercq"), ("", "Dijkhuizen"), ("van der", "Eskamp"),
    ("", "Fokkema"), ("", "Geerlings"), ("van 't", "Hoogeland"), ("", "IJzerman"), ("", "Jagersma"),
    ("", "Kloosterhuis"), ("", "Lindeboom"), ("el", "Mansouri"), ("", "Nieuwkoop"), ("van", "Oosterwaard"),
    ("", "Pietersz"), ("", "Quist"), ("", "Roodhart"), ("van", "Schalkwaard"), ("", "Tuinstra"),
    ("", "Uiterwijk"), ("", "Vreeswoud"), ("", "Wildschut"), ("", "Yıldırım"), ("", "Zandvoorde"),
    ("", "Bouwdijk"), ("", "Çelik"), ("", "Doornbos"), ("", "Elzinga"), ("van", "Frankenhof"),
)  # fmt: skip
FIRST_NAMES = (
    "Anouk", "Bram", "Chaima", "Daan", "Esra", "Femke", "Gijs", "Hanneke", "Ilse", "Joost", "Karim", "Lotte",
    "Mees", "Noor", "Olaf", "Petra", "Quinten", "Roos", "Sanne", "Tariq", "Ursula", "Vera", "Wout", "Yara",
)  # fmt: skip
STREETS = ("Waterlelie", "Meidoornlaan", "Lekoever", "Batauplein", "Hooiland", "Zonnedauw", "Kanaaldreef")
LETTERS = "BCDEGHJKLMNPRSTVWXZ"
OLDEST_BORN = date(1948, 1, 1)
BORN_SPAN_DAYS = 20_000


@dataclass(frozen=True)
class Person:
    """One invented tenant behind one door."""

    surname_prefix: str
    surname: str
    first_name: str
    initials: str
    born_on: date
    street: str
    house_number: int
    postcode: str
    municipality: str
    phone: str
    email: str = ""

    def behind_door_of(self, other: "Person") -> "Person":
        """Return this person, living where `other` lives."""
        return replace(
            self,
            street=other.street,
            house_number=other.house_number,
            postcode=other.postcode,
            municipality=other.municipality,
        )


# A tenant whose every value is found nowhere else: whoever searches for them sees where personal data got to.
MARKER = Person(
    surname_prefix="van",
    surname="Zoekmerkstein",
    first_name="Quirijntje",
    initials="Q.X.",
    born_on=date(1961, 2, 27),
    street="Zoekmerkpad",
    house_number=9173,
    postcode="3404 QX",
    municipality="IJsselstein",
    phone="06-90017339",
    email="quirijntje@zoekmerk.example",
)
MARKER_ARREARS_EUR = Decimal("917.39")
MARKER_WORDS = (
    "Zoekmerk",
    "Quirijntje",
    "90017339",
    "3404QX",
    "3404 QX",
    "917.39",
    "917,39",
    "27-02-1961",
    "1961-02-27",
)


class People:
    """A stream of invented tenants; every draw is another person behind another door."""

    def __init__(self, places: Mapping[str, Postcode4], seed: int) -> None:
        self._random = random.Random(seed)
        self._places = places
        self._count = 0

    def draw(self, municipality: str) -> Person:
        """Return a new person in `municipality`."""
        choose = self._random
        self._count += 1
        prefix, surname = SURNAMES[self._count % len(SURNAMES)]
        first_name = choose.choice(FIRST_NAMES)
        area = choose.choice([p.postcode4 for p in self._places.values() if p.municipality == municipality])
        return Person(
            surname_prefix=prefix,
            surname=surname,
            first_name=first_name,
            initials=f"{first_name[0]}.{choose.choice('ABCDHJKLM')}.",
            born_on=OLDEST_BORN + timedelta(days=choose.randrange(BORN_SPAN_DAYS)),
            street=choose.choice(STREETS),
            house_number=self._count * 3 + choose.randrange(3),
            postcode=f"{area} {choose.choice(LETTERS)}{choose.choice(LETTERS)}",
            municipality=municipality,
            phone=f"06-{choose.randrange(10**7, 10**8)}",
        )
