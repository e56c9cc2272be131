"""
Made-up people behind doors, with who is who.

Half of them are there to be mistaken for one another: fathers and sons, twins, couples, neighbours at 12 and
12-A, students of one house, new occupants, people who parted, clients of one guardian.
"""

from collections.abc import Iterator
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


class People:
    """Draws households; the same seed gives the same people."""

    def __init__(self, seed: int, names: Names) -> None:
        self.random = Random(seed)  # noqa: S311
        self.names = names
        self._persons = 0
        self._households = 0
        self._contracts = 0
        self._guardians = [(self._phone(), f"post{n}@bewind{n}.example") for n in range(12)]

    def tenancies(self) -> Iterator[list[Tenancy]]:
        """Yield, without end, the tenancies that belong together: a household, a student house, a hallway."""
        kinds = {
            **{"single": 40, "couple": 20, "family": 9, "father_son": 4, "twins": 1.5, "students": 2.5},
            **{"flat": 5, "occupants": 7, "parted": 4, "guardian": 3, "siblings": 3},
        }
        makers = [getattr(self, f"_{kind}") for kind in kinds]
        while True:
            yield self.random.choices(makers, weights=list(kinds.values()))[0]()

    # ------------------------------------------------------------------ who lives there

    def _single(self) -> list[Tenancy]:
        return self._home([self._person("single")])

    def _couple(self) -> list[Tenancy]:
        one = self._person("couple")
        other = self._person("couple", sex="f" if one.sex == "m" else "m", near=one.born_on)
        if self.random.random() < 0.6:
            other = replace(other, partner=one.surname)
        if self.random.random() < 0.5:
            other = replace(other, phone=one.phone, email=one.email)
        return self._home([one, other], together=True)

    def _family(self) -> list[Tenancy]:
        parent = self._person("family", age=(40, 66))
        child = self._child(parent, "family")
        return self._home([parent, child])

    def _father_son(self) -> list[Tenancy]:
        father = self._person("father_son", sex="m", age=(42, 70))
        son = self._child(father, "father_son", sex="m")
        if self.random.random() < 0.7:  # named after him
            given = (father.given[0], *son.given[1:])
            son = replace(son, given=given, called=self.names.called(self.random, "m", given[0]))
        if self.random.random() < 0.4:
            son = replace(son, phone=father.phone)
        if self.random.random() < 0.05 and (father.born_on.month, father.born_on.day) != (2, 29):
            son = replace(
                son, born_on=son.born_on.replace(month=father.born_on.month, day=father.born_on.day)
            )
        return self._home([father, son])

    def _twins(self) -> list[Tenancy]:
        one = self._person("twins", age=(18, 40))
        other = replace(
            self._person("twins", sex=one.sex if self.random.random() < 0.6 else None),
            surname=one.surname,
            born_on=one.born_on,
            partner=None,
        )
        return self._home([one, other])

    def _siblings(self) -> list[Tenancy]:
        one = self._person("siblings", age=(19, 50))
        born_on = one.born_on + timedelta(days=self.random.randrange(330, 1400))
        other = replace(self._person("siblings", sex=one.sex), surname=one.surname, born_on=born_on)
        return [*self._home([one]), *self._home([other])]

    def _students(self) -> list[Tenancy]:
        door, found = self._door(), []
        for _ in range(self.random.randint(3, 7)):
            found += self._home([self._person("students", age=(18, 26))], door)
        return found

    def _flat(self) -> list[Tenancy]:
        base, found = self._door(), []
        first = self._person("flat")
        for suffix in ("", *self.random.sample(["A", "B", "1", "2", "BIS"], self.random.randint(1, 3))):
            person = self._person("flat")
            if self.random.random() < 0.25:
                person = replace(person, surname=first.surname)
            found += self._home([person], replace(base, suffix=suffix))
        return found

    def _occupants(self) -> list[Tenancy]:
        door = self._door()
        left_on = TODAY - timedelta(days=self.random.randrange(20, 400))
        earlier, later = self._person("occupants"), self._person("occupants")
        old = self._home([earlier], door, to_on=left_on)
        new = self._home([later], door, from_on=left_on + timedelta(days=self.random.randrange(1, 40)))
        moved: list[Tenancy] = []
        if self.random.random() < 0.6:
            moved = self._moved_to(old[0])
        return [*old, *new, *moved]

    def _parted(self) -> list[Tenancy]:
        one = self._person("parted", sex="m")
        other = replace(self._person("parted", sex="f", near=one.born_on), partner=one.surname)
        stays = self._home([one])
        leaves = replace(stays[0], person=other, household=self._household(), is_co_tenant=True)
        return [*stays, *self._moved_to(leaves)]

    def _guardian(self) -> list[Tenancy]:
        phone, email = self.random.choice(self._guardians)
        person = replace(self._person("guardian"), phone=phone, email=email, guardian=email)
        return self._home([person])

    # ------------------------------------------------------------------ their contracts

    def _home(
        self,
        persons: list[Person],
        door: Door | None = None,
        together: bool = False,
        from_on: date | None = None,
        to_on: date | None = None,
    ) -> list[Tenancy]:
        """Give persons their contracts at a door: one together, or one each; some have more of them."""
        door = door or self._door()
        household = self._household()
        from_on = from_on or TODAY - timedelta(days=self.random.randrange(60, 7000))
        found: list[Tenancy] = []
        shared = self._contract(persons[0], household, door, door.corporation, from_on, to_on)
        for place, person in enumerate(persons):
            if together and place and self.random.random() < 0.85:
                own = replace(
                    shared, person=person, tenant=self._number(), is_co_tenant=self.random.random() < 0.8
                )
            elif place:
                corporation = self._corporation(but=door.corporation if self.random.random() < 0.7 else "")
                own = self._contract(person, household, door, corporation, from_on, to_on)
            else:
                own = shared
            found.append(own)
            found += self._more(own)
        return found

    def _more(self, own: Tenancy) -> list[Tenancy]:
        """Return further contracts of the person: elsewhere before, or at this door with another body."""
        dice = self.random.random()
        if dice < 0.09:
            return self._moved_from(own)
        if dice < 0.165:
            other = self._corporation(but=own.corporation)
            from_on = own.from_on + timedelta(days=self.random.randrange(-20, 900))
            return [self._contract(own.person, own.household, own.door, other, min(from_on, TODAY), None)]
        if dice < 0.17:
            return [replace(own, contract=self._number())]
        return []

    def _moved_from(self, own: Tenancy) -> list[Tenancy]:
        left_on = own.from_on + timedelta(days=self.random.randrange(-30, 31))
        door = self._door()
        corporation = (
            own.corporation if self.random.random() < 0.25 else self._corporation(but=own.corporation)
        )
        from_on = left_on - timedelta(days=self.random.randrange(200, 4000))
        before = self._contract(own.person, own.household, door, corporation, from_on, left_on)
        if corporation == own.corporation:
            before = replace(before, tenant=own.tenant)
        return [replace(before, person=self._as_before(own.person))]

    def _moved_to(self, old: Tenancy) -> list[Tenancy]:
        from_on = (old.to_on or TODAY - timedelta(days=self.random.randrange(20, 300))) + timedelta(days=7)
        new = self._contract(
            old.person, old.household, self._door(), self._corporation(), min(from_on, TODAY), None
        )
        return [replace(old, person=self._as_before(old.person)), new] if old.is_co_tenant else [new]

    def _as_before(self, person: Person) -> Person:
        """Return what an older ledger knows: another phone now and then, not yet married."""
        if self.random.random() < 0.4:
            person = replace(person, phone=self._phone())
        if person.partner and self.random.random() < 0.3:
            person = replace(person, partner=None)
        return person

    def _contract(
        self,
        person: Person,
        household: int,
        door: Door,
        corporation: str,
        from_on: date,
        to_on: date | None,
    ) -> Tenancy:
        number, tenant = self._number(), self._number()
        return Tenancy(person, household, door, corporation, number, tenant, from_on, to_on)

    # ------------------------------------------------------------------ what they are made of

    def _person(
        self,
        alike: str,
        sex: str | None = None,
        age: tuple[int, int] = (19, 88),
        near: date | None = None,
    ) -> Person:
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
            self._persons, sex, given, called, surname, partner, born_on, self._phone(), email, alike
        )

    def _child(self, parent: Person, alike: str, sex: str | None = None) -> Person:
        days = int(self.random.uniform(18, 33) * 365.25)
        born_on = min(parent.born_on + timedelta(days=days), TODAY - timedelta(days=18 * 366))
        return replace(self._person(alike, sex=sex), surname=parent.surname, born_on=born_on, partner=None)

    def _door(self) -> Door:
        random = self.random
        start, place = random.choice(PLACES)
        postcode = f"{start}{random.randrange(10)}{random.choice(LETTERS)}{random.choice(LETTERS)}"
        suffix = random.choice(("A", "B", "C", "1", "2", "12")) if random.random() < 0.22 else ""
        number = int(random.triangular(1, 260, 20))
        return Door(random.choice(STREETS), number, suffix, postcode, place, self._corporation())

    def _corporation(self, but: str = "") -> str:
        return self.random.choice([code for code in CORPORATIONS if code != but])

    def _phone(self) -> str:
        if self.random.random() < 0.85:
            return f"06{self.random.randrange(10_000_000, 99_999_999)}"
        return f"030{self.random.randrange(2_000_000, 7_999_999)}"

    def _number(self) -> str:
        self._contracts += 1
        return str(100_000 + self._contracts)

    def _household(self) -> int:
        self._households += 1
        return self._households
