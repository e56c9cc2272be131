"""A server whose listing is denied, old, endless or full of lies: no file is lost, none is loaded twice."""

import os

import asyncssh
import pytest
from support.collection import BAD, GOOD, Collection, ready

from vroegeropaf.errors import PermanentError, TransientError
from vroegeropaf.local.sftp_server import JailedFiles

GHOST = "huurachterstand_mitros_20261113.csv"


class Denied(JailedFiles):
    """We may not see what is there."""

    async def scandir(self, path):
        raise asyncssh.SFTPPermissionDenied("no")
        yield


class Endless(JailedFiles):
    """A listing that has no end."""

    async def scandir(self, path):
        number = 0
        while True:
            number += 1
            yield asyncssh.SFTPName(b"a%d.csv" % number, attrs=attributes())


@pytest.mark.parametrize(
    ("fault", "told"),
    [(Denied, (PermanentError, "sftp_denied")), (Endless, (TransientError, "sftp_unreachable"))],
)
def test_listing_that_gives_nothing(collection, fault, told):
    """A denied or an endless listing is an error, not `nothing new`; later the file is loaded."""
    collection.deliver()
    collection.fault = fault
    [(kind, code)] = collection.run().fetch.values()
    assert (issubclass(kind, told[0]), code) == (True, told[1])
    assert collection.is_untouched()
    assert collection.is_loaded_once(GOOD)
    collection.assert_taken_up()


def attributes(size: int = 100, mtime: int = 1) -> asyncssh.SFTPAttrs:
    """Describe a regular file that is not there."""
    return asyncssh.SFTPAttrs(size=size, permissions=0o100644, atime=mtime, mtime=mtime)


def stale(collection: Collection, base: type[JailedFiles] = JailedFiles) -> type[JailedFiles]:
    """Return a server that goes on listing what the inbox holds now, with the sizes and times of now."""
    listed = [
        asyncssh.SFTPName(
            path.name.encode(), attrs=attributes(path.stat().st_size, int(path.stat().st_mtime))
        )
        for path in sorted(collection.inbox().iterdir())
    ]

    class Stale(base):
        async def scandir(self, path):
            for name in listed if path.endswith(b"in") else ():
                yield asyncssh.SFTPName(name.filename, attrs=replace_attributes(name.attrs))

    return Stale


def replace_attributes(attrs: asyncssh.SFTPAttrs) -> asyncssh.SFTPAttrs:
    """Return a copy, for the server fills in what lacks."""
    return attributes(attrs.size, attrs.mtime)


def test_stale_listing_that_still_shows_an_archived_file(collection):
    """A listing that goes on showing what was put away: no error, nothing loaded twice."""
    collection.deliver()
    old = stale(collection)
    collection.run()
    assert collection.is_loaded_once()
    collection.fault = old
    for _ in range(3):
        run = collection.run()
        assert (run.fetch, run.judge, run.archive) == ({}, None, None)
        assert (run.counts[BAD]["fetched"], run.counts[BAD]["waiting"]) == (0, 1)
        assert collection.is_loaded_once()
    collection.assert_taken_up()


def test_stale_listing_that_lacks_a_new_file(collection):
    """A listing that does not show a new file yet is `nothing new`; as soon as it does, it is loaded."""
    collection.fault = stale(collection)
    collection.deliver()
    assert collection.run().counts[BAD]["fetched"] == 0
    assert collection.is_untouched()
    collection.assert_taken_up()


def test_stale_listing_that_lacks_a_file_not_yet_put_away(collection):
    """A loaded file that the listing does not show is put away all the same."""
    collection.fault = stale(collection, NoMoves)
    collection.deliver()
    collection.fault = NoMoves
    collection.run()
    assert list(collection.inbox().iterdir()) != []
    collection.fault = stale(collection)
    collection.run()
    collection.assert_taken_up()


class NoMoves(JailedFiles):
    """We may move and remove nothing."""

    def posix_rename(self, oldpath, newpath):
        raise asyncssh.SFTPPermissionDenied("no")

    def remove(self, path):
        raise asyncssh.SFTPPermissionDenied("no")


@pytest.mark.parametrize("is_purged", [False, True])
def test_stale_listing_of_a_file_that_was_replaced(collection, is_purged):
    """A new file that took the name of a judged one is neither put away nor deleted in its place.

    The judged one was to be archived, or, refused for a forbidden column, to be deleted; the listing still
    shows its size and time.
    """
    path = collection.deliver()
    content = path.read_bytes()
    first = content.replace(b"Roepnaam", b"BSN     ") if is_purged else content.replace(b"577,09", b"577,10")
    collection.put(path.name, first)
    collection.fault = NoMoves
    collection.run()
    assert [state for state, _, _ in collection.deliveries()] == ["refused" if is_purged else "accepted"]
    collection.fault = stale(collection)
    collection.put(path.name, content, age_s=60)
    collection.run()
    assert path.read_bytes() == content
    collection.heal()
    collection.run()
    assert [state for state, _, _ in collection.deliveries()][1] == "accepted"
    assert collection.archived() == [content]
    assert list(collection.inbox().iterdir()) == []
    assert collection.query("select arrears_eur::text from core.signal where contract_no = 'MI-0001-01'") == [
        ("577.09",)
    ]


class Lying(JailedFiles):
    """Lists names that lead out of the folder, files that are not there, and a size that nobody can have."""

    async def scandir(self, path):
        for name in (b"../../../kwaad.csv", b"in/" + GHOST.encode(), b"/etc/passwd", b"a\0b.csv", b"..", b""):
            yield asyncssh.SFTPName(name, attrs=attributes())
        yield asyncssh.SFTPName(GHOST.encode(), attrs=attributes())
        yield asyncssh.SFTPName(b"huurachterstand_mitros_20261106.csv", attrs=attributes(size=2**64 - 1))
        async for entry in super().scandir(path):
            yield entry


def test_ghost_and_traversal_names(collection):
    """What is not there and what leads out is left alone; the real file beside it is loaded at once."""
    collection.deliver()
    collection.fault = Lying
    run = collection.run()
    assert run.fetch == {}
    assert (run.counts[BAD]["fetched"], run.counts[BAD]["waiting"], run.counts[BAD]["refused"]) == (1, 1, 1)
    assert collection.is_loaded_once()
    collection.assert_taken_up()


def test_marker_that_is_only_listed(collection):
    """A ready marker that is not there does not keep its file waiting for ever."""
    path = collection.deliver()
    collection.put(f"{path.name}.klaar", ready(path.read_bytes(), 13))
    collection.fault = stale(collection)
    (collection.inbox() / f"{path.name}.klaar").unlink()
    assert collection.run().counts[BAD]["fetched"] == 1
    collection.assert_taken_up()


class VanishesBefore(JailedFiles):
    """The file goes between listing and reading."""

    def lstat(self, path):
        take_away(self.map_path(path))
        return super().lstat(path)


class VanishesDuring(JailedFiles):
    """The file goes while it is read; who has it open reads on."""

    def read(self, file_obj, offset, size):
        take_away(file_obj.name)
        return super().read(file_obj, offset, size)


def take_away(path: bytes) -> None:
    """Remove a delivered file, as its sender might."""
    if path.endswith(b".csv") and os.path.exists(path):
        os.unlink(path)


@pytest.mark.parametrize("fault", [VanishesBefore, VanishesDuring])
def test_vanished_file(collection, fault):
    """A file that its sender takes back is no error and is not loaded; when it comes again, it is."""
    path = collection.deliver()
    content = path.read_bytes()
    collection.fault = fault
    run = collection.run()
    assert (run.fetch, run.judge, run.archive) == ({}, None, None)
    assert run.counts[BAD]["fetched"] == 0
    assert collection.is_untouched()
    assert collection.is_loaded_once(GOOD)
    collection.put(path.name, content)
    collection.assert_taken_up()
