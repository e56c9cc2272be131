"""The sample month: invented, repeatable, with the oddities that the demo's story needs."""

import csv
import io

from vroegeropaf.local.sample.month import Month
from vroegeropaf.local.sample.people import MARKER_WORDS


def test_the_same_region_gives_the_same_bytes(region):
    """A second demo uploads exactly the same files, so that they are recognised."""
    first, second = Month(region), Month(region)
    assert list(first.monday()) == list(second.monday())
    assert list(first.tuesday()) == list(second.tuesday())


def test_six_corporations_in_at_least_three_house_styles(region):
    """Headers, delimiter and encoding differ, as they do in life."""
    files = {file.corporation: file.content for file in [*Month(region).monday(), *Month(region).tuesday()]}
    assert set(files) == set(region.parties.corporations)
    headers = {content.split(b"\r\n")[0].replace(b";bsn", b"") for content in files.values()}
    assert len(headers) >= 3


def test_the_marker_citizen_is_in_one_file_only(region):
    """Whoever searches for the marker's words elsewhere finds a leak, not another tenant."""
    month = Month(region)
    holding = [
        file.corporation
        for file in [*month.monday(), *month.tuesday()]
        if any(word.encode() in file.content for word in MARKER_WORDS)
    ]
    assert holding == ["provides"]


def test_every_row_has_as_many_cells_as_the_header(region):
    """The oddities are in the cells; the files themselves are well made."""
    for file in Month(region).monday():
        delimiter = "," if file.corporation == "lekstedewonen" else ";"
        encoding = "cp1252" if file.corporation == "mitros" else "utf-8"
        rows = list(csv.reader(io.StringIO(file.content.decode(encoding), newline=""), delimiter=delimiter))
        assert {len(row) for row in rows} == {len(rows[0])}, file.name
