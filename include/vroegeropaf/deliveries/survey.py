"""
One walk through all rows for what only the whole file tells: damage, forbidden content, months before days,
totals, objectors, repeated contracts. Pure; keeps no rows.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from vroegeropaf.deliveries import fields, forbidden, values
from vroegeropaf.deliveries.names import Kind
from vroegeropaf.deliveries.reader import ColumnReader, Fault
from vroegeropaf.deliveries.refusal import GateRefusal
from vroegeropaf.deliveries.table import Scanned, Source, scanned

BLOCK = 2_000
KEY = ("contractnummer", "huurdernummer")
DATE_READERS = (values.day, values.day_or_flag)
MIN_DATES = 5  # our choice: fewer dates prove nothing about a column
_DATE_LIKE = re.compile(r"\d[-/.]\d+[-/.]\d|(?<!\d)\d{8}(?!\d)", re.ASCII)
IsOwn = Callable[[str], bool]


@dataclass
class Survey:
    """
    What the walk found.

    `sample` are rows spread evenly over the file, for the columns that no file may carry. Rows that name
    another corporation (`is_own` says no) neither object nor repeat: they say nothing of our sender's rows.
    """

    kind: Kind
    readers: dict[str, ColumnReader]
    places: dict[str, int]
    is_own: IsOwn
    wants_total: bool = False
    row_count: int = 0
    other_width: int = 0
    ends_open: bool = False
    skipped: Counter[str] = field(default_factory=Counter)
    sample: list[list[str]] = field(default_factory=list)
    filled_unnamed: bool = False
    total_eur: Decimal | None = Decimal(0)
    objectors: set[tuple[str, str]] = field(default_factory=set)
    repeated: set[tuple[str, str]] = field(default_factory=set)
    _dates: dict[str, Counter[str]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _step: int = 1

    def walk(self, source: Source, max_rows: int) -> None:
        """
        Go through all rows.

        Raises
        ------
        GateRefusal
            ``too_many_rows`` as soon as there are more than `max_rows`.
        """
        unnamed = [place for place, cell in enumerate(source.header) if not cell.strip()]
        rows = iter(scanned(source, self.places, self.skipped))
        while block := list(islice(rows, BLOCK)):
            self.row_count += len(block)
            if self.row_count > max_rows:
                raise GateRefusal("too_many_rows")
            self.ends_open = block[-1].is_open
            right = [row.cells for row in block if not row.problem]
            self.other_width += len(block) - len(right)
            if right:
                self._take(right, unnamed)

    @property
    def total_cents(self) -> int | None:
        """Sum of the arrears of all rows; None when a cell could not be read."""
        return None if self.total_eur is None else int(self.total_eur * 100)

    @property
    def has_mostly_unreadable_dates(self) -> bool:
        """
        Whether a date column is mostly unreadable: then its days and months are probably the other way round.

        Notes
        -----
        Our choice: more than half of at least five cells that look like dates; words such as "onbepaald" say
        nothing about days and months. To take the readable rest would plan visits on dates that mean
        something else.
        """
        return any(self._is_mostly_unreadable(header) for header in self._dates)

    def _take(self, right: list[list[str]], unnamed: list[int]) -> None:
        self._sample(right)
        columns = list(zip(*right, strict=True))
        self.filled_unnamed = self.filled_unnamed or any(
            cell.strip() for place in unnamed for cell in columns[place]
        )
        for column in fields.OF_KIND[self.kind]:
            if column.read in DATE_READERS and column.header in self.places:
                counted = self._dates.setdefault(column.header, Counter())
                counted.update(columns[self.places[column.header]])
        if self.wants_total:
            self._add_up(columns[self.places["achterstand"]])
        place, reader = self.places["corporatie"], self.readers["corporatie"]
        theirs = {cell for cell in set(columns[place]) if not self.is_own(_text(reader[cell]))}
        if theirs:
            columns = list(zip(*(cells for cells in right if cells[place] not in theirs), strict=True))
        if columns:
            pairs = self._pairs(columns)
            self._note_objectors(columns, pairs)
            self._note_repeats(pairs)

    def _sample(self, right: list[list[str]]) -> None:
        self.sample.extend(right[:: self._step])
        while len(self.sample) > 2 * forbidden.SAMPLE:
            self.sample = self.sample[::2]
            self._step *= 2

    def _add_up(self, cells: Iterable[str]) -> None:
        for value in self.readers["achterstand"].read_all(cells):
            if self.total_eur is not None:
                self.total_eur = self.total_eur + value if isinstance(value, Decimal) else None

    def _pairs(self, columns: list[tuple[str, ...]]) -> list[tuple[str, str]]:
        contract, tenant = (self.readers[header].read_all(columns[self.places[header]]) for header in KEY)
        return [key_of(pair) for pair in zip(contract, tenant, strict=True)]

    def _note_objectors(self, columns: list[tuple[str, ...]], pairs: list[tuple[str, str]]) -> None:
        if "bezwaar" not in self.places:
            return
        cells = columns[self.places["bezwaar"]]
        yes = {cell for cell in set(cells) if self.readers["bezwaar"][cell] is True}
        if yes:
            self.objectors.update(
                pair for cell, pair in zip(cells, pairs, strict=True) if cell in yes and pair[0]
            )

    def _note_repeats(self, pairs: list[tuple[str, str]]) -> None:
        fresh = set(map(hash, pairs))
        if len(fresh) == len(pairs) and self._seen.isdisjoint(fresh):
            self._seen |= fresh
            return
        for pair in pairs:
            if all(pair):
                if hash(pair) in self._seen:
                    self.repeated.add(pair)
                self._seen.add(hash(pair))

    def _is_mostly_unreadable(self, header: str) -> bool:
        counted = {cell: times for cell, times in self._dates[header].items() if _DATE_LIKE.search(cell)}
        failed = sum(
            times for cell, times in counted.items() if isinstance(self.readers[header][cell], Fault)
        )
        return sum(counted.values()) >= MIN_DATES and failed * 2 > sum(counted.values())


def repeats(
    source: Source,
    places: dict[str, int],
    kind: Kind,
    readers: dict[str, ColumnReader],
    repeated: set[tuple[str, str]],
    is_own: IsOwn,
) -> tuple[frozenset[int], frozenset[int]]:
    """
    Return the record numbers that repeat an earlier row, and those that contradict one another.

    Parameters
    ----------
    source, places, kind, readers
        The rows, the columns of the canonical headers, and how they are read.
    repeated
        The (contract, tenant) pairs that stand in more than one row.
    is_own
        Whether a cell `corporatie` names the sender: another corporation's row repeats nothing.

    Notes
    -----
    Our choice: of equal rows the first counts. Of rows that differ none does, for nobody can know which is
    right; the corporation is asked to deliver them again. A withdrawal that is said twice is a withdrawal: an
    objection when one of its rows says so, else what the first one says.
    """
    found: dict[tuple[str, str], list[tuple[int, tuple[object, ...]]]] = {}
    objections: set[int] = set()
    for row in _right(scanned(source, places, Counter())):
        pair = key_of(readers[header][row.cells[places[header]]] for header in KEY)
        if pair in repeated and is_own(_text(readers["corporatie"][row.cells[places["corporatie"]]])):
            if kind == "withdrawal" and readers["reden"][row.cells[places["reden"]]] == fields.OBJECTED:
                objections.add(row.record_no)
            content = tuple(
                cell if isinstance(value := readers[header][cell], Fault) else value
                for header, cell in ((header, row.cells[place]) for header, place in places.items())
            )
            found.setdefault(pair, []).append((row.record_no, content))
    duplicates: set[int] = set()
    conflicts: set[int] = set()
    for rows in found.values():
        is_same = kind == "withdrawal" or len({content for _, content in rows}) == 1
        numbers = sorted((record_no for record_no, _ in rows), key=lambda no: (no not in objections, no))
        (duplicates if is_same else conflicts).update(numbers[1:] if is_same else numbers)
    return frozenset(duplicates), frozenset(conflicts)


def key_of(pair: Iterable[object]) -> tuple[str, str]:
    """Return (contract, tenant) with an empty text for what is missing or cannot be read."""
    contract, tenant = map(_text, pair)
    return contract, tenant


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _right(rows: Iterator[Scanned]) -> Iterator[Scanned]:
    return (row for row in rows if not row.problem)
