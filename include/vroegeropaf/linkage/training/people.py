"""
Made-up people behind doors, with who is who.

Half of them are there to be mistaken for one another: fathers and sons, twins, couples, neighbours at 12 and
12-A, students of one house, new occupants, people who parted, clients of one guardian.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from vroegeropaf.linkage.training.draws import TODAY, Door, Draws, Person, Tenancy
from vroegeropaf.linkage.training.names import Names


class People(Draws):
    """Draws households; the same seed gives the same people."""

    def __init__(self, seed: int, names: Names) -> None:
        super().__init__(seed, names)
        self._guardians = [(self.phone(), f"post{n}@bewind{n}.example") for n in range(12)]

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
        return self._home([self.person("single")])

    def _couple(self) -> list[Tenancy]:
        one = self.person("couple")
        other = self.person("couple", sex="f" if one.sex == "m" else "m", near=one.born_on)
        if self.random.random() < 0.6:
            other = replace(other, partner=one.surname)
        if self.random.random() < 0.5:
            other = replace(other, phone=one.phone, email=one.email)
        return self._home([one, other], together=True)

    def _family(self) -> list[Tenancy]:
        parent = self.person("family", age=(40, 66))
        child = self.child(parent, "family")
        return self._home([parent, child])

    def _father_son(self) -> list[Tenancy]:
        father = self.person("father_son", sex="m", age=(42, 70))
        son = self.child(father, "father_son", sex="m")
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
        one = self.person("twins", age=(18, 40))
        other = replace(
            self.person("twins", sex=one.sex if self.random.random() < 0.6 else None),
            surname=one.surname,
            born_on=one.born_on,
            partner=None,
        )
        return self._home([one, other])

    def _siblings(self) -> list[Tenancy]:
        one = self.person("siblings", age=(19, 50))
        born_on = one.born_on + timedelta(days=self.random.randrange(330, 1400))
        other = replace(self.person("siblings", sex=one.sex), surname=one.surname, born_on=born_on)
        return [*self._home([one]), *self._home([other])]

    def _students(self) -> list[Tenancy]:
        door, found = self.door(), []
        for _ in range(self.random.randint(3, 7)):
            found += self._home([self.person("students", age=(18, 26))], door)
        return found

    def _flat(self) -> list[Tenancy]:
        base, found = self.door(), []
        first = self.person("flat")
        for suffix in ("", *self.random.sample(["A", "B", "1", "2", "BIS"], self.random.randint(1, 3))):
            person = self.person("flat")
            if self.random.random() < 0.25:
                person = replace(person, surname=first.surname)
            found += self._home([person], replace(base, suffix=suffix))
        return found

    def _occupants(self) -> list[Tenancy]:
        door = self.door()
        left_on = TODAY - timedelta(days=self.random.randrange(20, 400))
        earlier, later = self.person("occupants"), self.person("occupants")
        old = self._home([earlier], door, to_on=left_on)
        new = self._home([later], door, from_on=left_on + timedelta(days=self.random.randrange(1, 40)))
        moved: list[Tenancy] = []
        if self.random.random() < 0.6:
            moved = self._moved_to(old[0])
        return [*old, *new, *moved]

    def _parted(self) -> list[Tenancy]:
        one = self.person("parted", sex="m")
        other = replace(self.person("parted", sex="f", near=one.born_on), partner=one.surname)
        stays = self._home([one])
        leaves = replace(stays[0], person=other, household=self.household(), is_co_tenant=True)
        return [*stays, *self._moved_to(leaves)]

    def _guardian(self) -> list[Tenancy]:
        phone, email = self.random.choice(self._guardians)
        person = replace(self.person("guardian"), phone=phone, email=email, guardian=email)
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
        door = door or self.door()
        household = self.household()
        from_on = from_on or TODAY - timedelta(days=self.random.randrange(60, 7000))
        found: list[Tenancy] = []
        shared = self._contract(persons[0], household, door, door.corporation, from_on, to_on)
        for place, person in enumerate(persons):
            if together and place and self.random.random() < 0.85:
                own = replace(
                    shared, person=person, tenant=self.number(), is_co_tenant=self.random.random() < 0.8
                )
            elif place:
                corporation = self.corporation(but=door.corporation if self.random.random() < 0.7 else "")
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
            other = self.corporation(but=own.corporation)
            from_on = own.from_on + timedelta(days=self.random.randrange(-20, 900))
            return [self._contract(own.person, own.household, own.door, other, min(from_on, TODAY), None)]
        if dice < 0.17:
            return [replace(own, contract=self.number())]
        return []

    def _moved_from(self, own: Tenancy) -> list[Tenancy]:
        left_on = own.from_on + timedelta(days=self.random.randrange(-30, 31))
        door = self.door()
        corporation = (
            own.corporation if self.random.random() < 0.25 else self.corporation(but=own.corporation)
        )
        from_on = left_on - timedelta(days=self.random.randrange(200, 4000))
        before = self._contract(own.person, own.household, door, corporation, from_on, left_on)
        if corporation == own.corporation:
            before = replace(before, tenant=own.tenant)
        return [replace(before, person=self._as_before(own.person))]

    def _moved_to(self, old: Tenancy) -> list[Tenancy]:
        from_on = (old.to_on or TODAY - timedelta(days=self.random.randrange(20, 300))) + timedelta(days=7)
        new = self._contract(
            old.person, old.household, self.door(), self.corporation(), min(from_on, TODAY), None
        )
        return [replace(old, person=self._as_before(old.person)), new] if old.is_co_tenant else [new]

    def _as_before(self, person: Person) -> Person:
        """Return what an older ledger knows: another phone now and then, not yet married."""
        if self.random.random() < 0.4:
            person = replace(person, phone=self.phone())
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
        number, tenant = self.number(), self.number()
        return Tenancy(person, household, door, corporation, number, tenant, from_on, to_on)
