"""
May the bytes of a refused file stay for a while? Only where an accepted file with these rows might. Pure.

A gate refuses at the first thing that it sees; what else stands in the file, it does not know. The sender has
to deliver again anyway, so rather too much is purged than too little.
"""

from vroegeropaf.deliveries import fields, forbidden, gates, legal, reader
from vroegeropaf.deliveries.judged import judge_legally
from vroegeropaf.deliveries.names import DeliveryName
from vroegeropaf.deliveries.profiles import Profile, normal
from vroegeropaf.deliveries.table import Record, Source

# our choice: some thousand rows, so that a refusal stays a matter of milliseconds; above it nobody looks
MOST_BYTES = 262_144
# what ``legal.faults`` looks at
LAWFUL = ("soort_eenheid", "postcode", *(field.header for field in fields.EFFORTS))


def may_stay(content: bytes, name: DeliveryName, profile: Profile, area: legal.Municipality) -> bool:
    """
    Return whether all of a refused file was looked at, and nothing in it has to go at once.

    Parameters
    ----------
    content, name
        Bytes and file name.
    profile
        House style and declarations of the sender.
    area
        As in ``legal.faults``.

    Notes
    -----
    Without a header that we know, with a row of another width or a column twice, nobody can say which cell is
    the objection; without that column and a declaration, nobody can say who objected.
    """
    if not content.strip():
        return True
    if len(content) > MOST_BYTES:
        return False
    try:
        source = gates.open_source(content, name, profile)
    except gates.GateRefusal:
        return False
    named = [cell for cell in map(normal, source.header) if cell]
    if len(named) != len(set(named)) or forbidden.names(named):
        return False
    rows = _rows(source)
    if rows is None or forbidden.columns(rows, len(source.header), fewest=1):
        return False
    return name.kind == "withdrawal" or _are_lawful(rows, source.header, name, profile, area)


def _rows(source: Source) -> list[list[str]] | None:
    """Return the rows as wide as the header, blank ones left out; None when there is another one."""
    width = len(source.header)
    rows = []
    for record in source.records():
        if any(map(str.strip, record.cells)):
            if record.problem or len(record.cells) < width or any(map(str.strip, record.cells[width:])):
                return None
            rows.append(record.cells[:width])
    return rows


def _are_lawful(
    rows: list[list[str]], header: list[str], name: DeliveryName, profile: Profile, area: legal.Municipality
) -> bool:
    places = gates.places_of(header, name, profile)
    if "bezwaar" not in places and not gates.objections_removed(name, profile):
        return False
    looked_at = [(field, places[field]) for field in LAWFUL if field in places]
    records = [
        Record(number, number, {field: cells[place] for field, place in looked_at})
        for number, cells in enumerate(rows, 1)
    ]
    read = reader.read(records, name.kind, reader.column_readers(name.kind, profile))
    return not any(judge_legally(row, name, profile.declarations, area).is_forbidden for row in read)
