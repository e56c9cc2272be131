"""What made-up people are drawn from: names, birth dates, doors, numbers; the same seed draws the same."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from vroegeropaf.linkage.training.names import Names, Surname

TODAY = date(2026, 11, 1)
CORPORATIONS = ("mitros", "viveste", "lekstedewonen", "provides", "portaal", "jutphaas_wonen")


@dataclass(frozen=True)
class Person:
    """Somebody; `partner` is the name that marriage added, `alike` names the person's kind of look-alike."""

    person: int
    sex: str
    given: tuple[str, ...]
    called: str
    surname: Surname
    partner: Surname | None
    born_on: date
    phone: str
    email: str
    alike: str
    guardian: str = ""


@dataclass(frozen=True)
class Door:
    """A front door; the corporation that lets it."""

    street: str
    number: int
    suffix: str
    postcode: str
    place: str
    corporation: str


@dataclass(frozen=True)
class Tenancy:
    """One contract of one person, as it is in truth."""

    person: Person
    household: int
    door: Door
    corporation: str
    contract: str
    tenant: str
    from_on: date
    to_on: date | None
    is_co_tenant: bool = False


STREETS = (
    *("Dorpsstraat", "Lindelaan", "Kerkweg", "Beatrixlaan", "Havenkade", "Molenweg", "Rijnstraat", "Lekdijk"),
    *("Vogelweide", "Schoolstraat", "Wilhelminalaan", "Zuidstedeweg", "Merwestraat", "Emmaplein"),
)
PLACES = (
    ("343", "Nieuwegein"),
    ("399", "Houten"),
    ("413", "Vianen"),
    ("341", "Lopik"),
    ("340", "IJsselstein"),
)
LETTERS = "ABCDEGHJKLMNPRTVWXYZ"


class Draws:
    """
    Draws persons, doors and numbers.

    Parameters
    ----------
    seed
        Decides about all that is drawn.
    names
        What people are called.
    """

    def __init__(self, seed: int, names: Names) -> None:
        self.random = Random(seed)  # noqa: S311
        self.names = names
        self._persons = 0
        self._households = 0
        self._contracts = 0

    def person(
        self,
        alike: str,
        sex: str | None = None,
        age: tuple[int, int] = (19, 88),
        near: date | None = None,
    ) -> Person:
        """Return somebody, of a given sex, age or born near a date if that is said."""
        random = self.random
        self._persons += 1
        sex = sex or random.choice("mf")
        given = tuple(
            dict.fromkeys(
                self.names.given_name(random, sex) for _ in range(random.choice((1, 1, 2, 2, 2, 3)))
            )
        )
        if near is None:
            years = random.triangular(*age, (age[0] * 2 + age[1]) / 3)
            born_on = TODAY - timedelta(days=int(years * 365.25))
        else:
            born_on = min(near + timedelta(days=int(random.gauss(0, 1300))), TODAY - timedelta(days=6600))
        surname = self.names.surname(random)
        if random.random() < 0.04:  # a date of which only the year is known
            born_on = date(born_on.year, 1, 1)
        partner = self.names.surname(random) if sex == "f" and random.random() < 0.3 else None
        called = self.names.called(random, sex, given[0])
        email = f"{given[0][:1]}.{surname.name}{random.randrange(100)}@mail{random.randrange(6)}.example"
        return Person(
            self._persons, sex, given, called, surname, partner, born_on, self.phone(), email, alike
        )

    def child(self, parent: Person, alike: str, sex: str | None = None) -> Person:
        """Return a grown-up child of somebody, with the name of the parent."""
        days = int(self.random.uniform(18, 33) * 365.25)
        born_on = min(parent.born_on + timedelta(days=days), TODAY - timedelta(days=18 * 366))
        return replace(self.person(alike, sex=sex), surname=parent.surname, born_on=born_on, partner=None)

    def door(self) -> Door:
        """Return a front door."""
        random = self.random
        start, place = random.choice(PLACES)
        postcode = f"{start}{random.randrange(10)}{random.choice(LETTERS)}{random.choice(LETTERS)}"
        suffix = random.choice(("A", "B", "C", "1", "2", "12")) if random.random() < 0.22 else ""
        number = int(random.triangular(1, 260, 20))
        return Door(random.choice(STREETS), number, suffix, postcode, place, self.corporation())

    def corporation(self, but: str = "") -> str:
        """Return a corporation, another than `but`."""
        return self.random.choice([code for code in CORPORATIONS if code != but])

    def phone(self) -> str:
        """Return a phone number."""
        if self.random.random() < 0.85:
            return f"06{self.random.randrange(10_000_000, 99_999_999)}"
        return f"030{self.random.randrange(2_000_000, 7_999_999)}"

    def number(self) -> str:
        """Return the next number of a contract or tenant."""
        self._contracts += 1
        return str(100_000 + self._contracts)

    def household(self) -> int:
        """Return the number of the next household."""
        self._households += 1
        return self._households
