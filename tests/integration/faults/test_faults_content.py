"""Damaged, empty, doubled and oddly dated files: refused or loaded, each content once."""

import os

import pytest
from support.collection import BAD, GOOD, NOW, Collection, ready

from vroegeropaf.local.sample.month import REFERENCE_ON, Month


def sends_again(collection: Collection, path, content: bytes) -> None:
    """Let the bad one deliver the good file after a refused one, and see it loaded once."""
    damaged = len(collection.deliveries())
    collection.put(path.name, content)
    for _ in range(2):
        collection.run()
        assert [reason for _, reason, _ in collection.deliveries()][damaged:] == [None]
        assert collection.signals() == content.count(b"MI-")
    assert list(collection.inbox().iterdir()) == []


def test_corrupt_byte(collection):
    """One changed byte is seen by the ready marker's hash: refused, nothing loaded, and sent again it is."""
    path = collection.deliver()
    content = path.read_bytes()
    collection.put(f"{path.name}.klaar", ready(content, content.count(b"MI-")))
    collection.put(path.name, content.replace(b"577,09", b"977,09"))
    run = collection.run()
    assert (run.fetch, run.judge, run.archive) == ({}, None, None)
    assert [(state, reason) for state, reason, _ in collection.deliveries()] == [
        ("refused", "companion_differs")
    ]
    assert collection.signals() == 0
    assert collection.is_loaded_once(GOOD)
    sends_again(collection, path, content)


def test_empty_file(collection):
    """A file without a byte is refused as such, and stops nobody."""
    path = collection.deliver()
    content = path.read_bytes()
    collection.put(path.name, b"")
    assert collection.run().judge is None
    assert collection.deliveries() == [("refused", "empty_file", 0)]
    assert collection.signals() == 0
    assert collection.is_loaded_once(GOOD)
    sends_again(collection, path, content)


def test_same_content_under_another_name(collection):
    """The same bytes under two names are one delivery, loaded once; both files are put away."""
    collection.deliver()
    collection.run()
    file = Month(collection.region).withdrawal(BAD, "MI70007", "MI-0001-01", REFERENCE_ON)
    collection.put(file.name, file.content)
    collection.put(file.name.replace(".csv", "_2.csv"), file.content)
    collection.run()
    collection.put(file.name.replace(".csv", "_3.csv"), file.content)
    collection.run()
    assert len(collection.deliveries()) == 2
    assert list(collection.inbox().iterdir()) == []
    assert collection.archived().count(file.content) == 3
    assert collection.query("select count(*) from core.signal where ended_on is not null") == [(1,)]


def test_same_list_under_the_name_of_another_day(collection):
    """Friday's list under the name of Monday gives no signal twice, and the true list of Monday counts."""
    path = collection.deliver()
    content = path.read_bytes()
    collection.run()
    signals = collection.query("select signal_id, arrears_eur from core.signal order by 1")
    collection.put(path.name.replace("1120", "1123"), content)
    collection.run()
    assert collection.query("select signal_id, arrears_eur from core.signal order by 1") == signals
    monday = content.replace(b"20-11-2026", b"23-11-2026")
    collection.put(path.name.replace("1120", "1123"), monday)
    collection.run()
    assert collection.deliveries()[-1] == ("accepted", None, len(monday))
    assert collection.signals() == content.count(b"MI-")


@pytest.mark.parametrize("is_put_away", [True, False])
def test_another_content_under_the_same_name(collection, is_put_away):
    """Another content is another delivery, whether the first still lies there or not; the latest counts."""
    path = collection.deliver()
    content = path.read_bytes()
    collection.run()
    if not is_put_away:
        (collection.server.folder(BAD) / "archive" / collection_name(collection)).rename(path)
    changed = content.replace(b"577,09", b"600,00")
    collection.put(path.name, changed, age_s=60)
    collection.run()
    assert [reason for _, reason, _ in collection.deliveries()] == [None, None]
    assert collection.signals() == content.count(b"MI-")
    assert collection.query("select arrears_eur::text from core.signal where contract_no = 'MI-0001-01'") == [
        ("600.00",)
    ]
    assert changed in collection.archived()
    assert list(collection.inbox().iterdir()) == []


def collection_name(collection: Collection) -> str:
    """Return the name of the only file in the archive."""
    [path] = (collection.server.folder(BAD) / "archive").iterdir()
    return path.name


@pytest.mark.parametrize("year", [1970, 2099])
def test_impossible_time(collection, year):
    """A file of 1970 or of 2099 is loaded once; it arrived when we first saw it."""
    path = collection.deliver()
    written = NOW.replace(year=year).timestamp() if year == 2099 else 0
    os.utime(path, (written, written))
    run = collection.run()
    assert (run.fetch, run.counts[BAD]["fetched"]) == ({}, 1)
    assert collection.query(
        "select arrived_on::text, arrived_at from raw.delivery where corporation = 'mitros'"
    ) == [(NOW.date().isoformat(), NOW)]
    collection.assert_taken_up()
