"""A few broken bytes among good ones cost the rows in which they stand, never the names of all others."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vroegeropaf.deliveries import assess, gates, profiles, reader
from vroegeropaf.deliveries.gates import Calendar, GateRefusal
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.region import load
from vroegeropaf.settings import INCLUDE

DAY = date(2026, 3, 16)
LIST = DeliveryName("huurachterstand_viveste_20260316.csv", "arrears", "viveste", DAY)
QUALITY = load(INCLUDE / "config").policy.quality
PROFILE = profiles.load(INCLUDE / "config", "viveste")
PURE = [HealthCheck.function_scoped_fixture]  # `build` keeps nothing between examples
NAMES = ["Müller", "Coöperatie", "Zoë", "Hélène", "Françoise", "Daniël", "Ñuñez", "Çelik", "Jansen", "Šimon"]
DUTCH = [*NAMES[:8], "Renée", "Groen", "Van der Meer", "Noël", "Löwe", "Brontë"]


def rows_of(content: bytes) -> tuple[gates.Table, list[reader.Row]]:
    """Return a list of Viveste, opened and read."""
    readers = reader.column_readers("arrears", PROFILE)
    table = gates.open_table(content, LIST, PROFILE, QUALITY, None, readers)
    return table, [row for chunk in table.chunks(1_000) for row in reader.read(chunk, "arrears", readers)]


def refusal_of(content: bytes) -> str | None:
    """Return why a list is refused, if it is."""
    try:
        rows_of(content)
    except GateRefusal as refusal:
        return refusal.code
    return None


def surnames(rows: list[reader.Row]) -> list[str | None]:
    """Return the surnames that could be read."""
    return [row.values.get("surname") for row in rows]


def named(build, names: list[str], **more) -> bytes:
    """Return a list with these surnames, one a row."""
    return build(len(names), {number: {"achternaam": name} for number, name in enumerate(names, 1)}, **more)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_one_broken_byte_costs_one_row(build, start):
    """A name cut in the middle of a sign is unreadable; the other names are what they were."""
    content = start + named(build, NAMES).replace("Zoë".encode(), b"Zo\xc3")
    table, rows = rows_of(content)
    assert surnames(rows) == [name if name != "Zoë" else None for name in NAMES]
    assert [row.faults for row in rows if row.faults] == [(reader.Fault("value_unreadable", "achternaam"),)]
    assert table.notices == {"bytes_unreadable": 1}


def test_a_broken_byte_in_an_optional_cell_rejects_its_row_too(build):
    """Nobody knows what else the damage hit: no cell of such a row is taken for granted."""
    content = named(build, NAMES).replace(b"Houten;", b"Hout\xe9n;", 1)
    _, rows = rows_of(content)
    assert [row.faults for row in rows if row.faults] == [(reader.Fault("value_unreadable", "plaats"),)]


def test_a_broken_byte_in_a_column_that_we_do_not_read_costs_no_row(build):
    """A column outside the contract is not read at all."""
    content = named(build, NAMES, extra={"wijk": ["Zuid", *["Noord"] * 9]}).replace(b"Zuid", b"Z\xfcid")
    table, rows = rows_of(content)
    assert surnames(rows) == NAMES
    assert not any(row.faults for row in rows)
    assert table.notices == {"bytes_unreadable": 1, "unknown_column": 1}


def test_a_broken_byte_in_the_header_refuses_the_file(build):
    """With a damaged header nobody knows which column is which: it may be the objections that are missing."""
    content = named(build, NAMES, extra={"Cürrent": ["x"] * 10}).replace("Cü".encode(), b"C\xfc")
    with pytest.raises(GateRefusal, match="unreadable"):
        rows_of(content)


def test_a_file_whose_signs_are_mostly_no_utf_8_stays_windows_1252(build):
    """Bytes of Windows-1252 that happen to be UTF-8 in one place change nothing about the rest."""
    content = named(build, [*NAMES[:8], "CAFÉ’S"], encoding="cp1252")
    table, rows = rows_of(content)
    assert surnames(rows) == [*NAMES[:8], "CAFÉ’S"]
    assert table.notices == {"encoding_differs": 0}


def test_an_objection_that_is_damaged_is_unclear(build, region):
    """A damaged J or N is purged like any objection that nobody can read."""
    kept: list = []
    content = named(build, NAMES).replace(b";N;", b";\xce;", 1)
    found = assess.assess(content, LIST, region, Calendar(DAY, DAY), PROFILE, kept.extend)
    assert [judged.has("objection_unclear") for judged in kept] == [True] + [False] * 9
    assert (found.accepted, found.must_purge) == (9, True)


@settings(max_examples=150, deadline=None, suppress_health_check=PURE)
@given(st.data())
def test_a_mangled_byte_harms_its_own_row_only(build, data):
    """Whatever byte loses its meaning, the rows that it does not touch are read right; no wrong name is."""
    names = data.draw(st.lists(st.sampled_from(DUTCH), max_size=20).map(NAMES.__add__))
    content = named(build, names)
    broken = bytearray(content)
    place = data.draw(st.integers(content.index(b"\n") + 1, len(content) - 1))
    broken[place] ^= 0b1000_0000  # a sign becomes none, and a part of one becomes a sign
    hit = {content[:place].count(b"\n"), content[: place + 1].count(b"\n")}  # rows; a line end has two
    if (refusal := refusal_of(bytes(broken))) is not None:
        assert refusal == "file_cut"  # the last line lost its end or a delimiter
        assert len(names) in hit
        return
    _, rows = rows_of(bytes(broken))
    untouched = {number: name for number, name in enumerate(names, 1) if number not in hit}
    read = {row.values.get("contract_no"): row for row in rows}
    assert {number: read[f"C{number}"].values["surname"] for number in untouched} == untouched
    assert all(not read[f"C{number}"].faults for number in untouched)
    for row in rows:
        assert row.values.get("contract_no") is None or row.faults or row.values["surname"] in names


@settings(max_examples=60, deadline=None, suppress_health_check=PURE)
@given(names=st.lists(st.sampled_from(DUTCH), min_size=1, max_size=30))
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_names_in_every_encoding_of_the_contract_are_read_right(build, encoding, names):
    """Whole files are read as before: no name of an undamaged file changes, and none is rejected."""
    _, rows = rows_of(named(build, names, encoding=encoding))
    assert surnames(rows) == names
    assert not any(row.faults for row in rows)
