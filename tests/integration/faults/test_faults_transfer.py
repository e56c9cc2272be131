"""A line that breaks, lies, hangs or crawls while a file is read: nothing partial is stored, nobody waits."""

import asyncio
import time

import asyncssh
import pytest
from support.collection import BAD, GOOD, Collection

from vroegeropaf.errors import OutOfTimeError, PermanentError, TransientError
from vroegeropaf.local.sample.month import REFERENCE_ON, Month
from vroegeropaf.local.sftp_server import JailedFiles

UNREACHABLE = (TransientError, "sftp_unreachable")
SILENCE_S = 1.0


class Cut(JailedFiles):
    """The line breaks after 1,000 bytes."""

    def read(self, file_obj, offset, size):
        if offset >= 1000:
            self.channel.get_connection().abort()
        return super().read(file_obj, offset, size)[: max(0, 1000 - offset)]


class Short(JailedFiles):
    """The server says `end of file` after 1,000 bytes."""

    def read(self, file_obj, offset, size):
        return super().read(file_obj, offset, size)[: max(0, 1000 - offset)]


class Growing(JailedFiles):
    """The sender is still writing."""

    def read(self, file_obj, offset, size):
        with open(file_obj.name, "ab") as same:
            same.write(b"more")
        return super().read(file_obj, offset, size)


class Busy(JailedFiles):
    """The server cannot read its own disk."""

    def read(self, file_obj, offset, size):
        raise asyncssh.SFTPFailure("input/output error")


class HangsListing(JailedFiles):
    """The server never says what is there."""

    async def scandir(self, path):
        await asyncio.sleep(3600)
        yield


class HangsOpening(JailedFiles):
    """The server never opens a file."""

    async def open(self, path, pflags, attrs):
        await asyncio.sleep(3600)


class HangsReading(JailedFiles):
    """The server stops half-way."""

    async def read(self, file_obj, offset, size):
        if offset >= 1000:
            await asyncio.sleep(3600)
        return super().read(file_obj, offset, min(size, 1000))


class HangsClosing(JailedFiles):
    """The server gives all bytes, but never confirms the end."""

    async def close(self, file_obj):
        await asyncio.sleep(3600)


class Dripping(JailedFiles):
    """The server is never silent, and never done."""

    async def read(self, file_obj, offset, size):
        await asyncio.sleep(0.05)
        return super().read(file_obj, offset, 5)


class Slow(JailedFiles):
    """The server takes its time, but gives everything."""

    async def read(self, file_obj, offset, size):
        await asyncio.sleep(0.1)
        return super().read(file_obj, offset, 500)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        pytest.param(Cut, UNREACHABLE, id="cut after 1,000 bytes"),
        pytest.param(Short, None, id="short read"),
        pytest.param(Growing, None, id="growing file"),
        pytest.param(Busy, (TransientError, "sftp_failed"), id="unreadable disk"),
        pytest.param(HangsListing, UNREACHABLE, id="hang at the listing"),
        pytest.param(HangsOpening, UNREACHABLE, id="hang at the opening"),
        pytest.param(HangsReading, UNREACHABLE, id="hang in the middle"),
        pytest.param(HangsClosing, UNREACHABLE, id="hang at the end"),
        pytest.param(Dripping, (OutOfTimeError, "sftp_slow"), id="dripping"),
    ],
)
def test_no_part_of_a_file_is_stored(collection, fault, told):
    """A cut, short read, growing file, hang or drip stores nothing, tells its code, and ends soon.

    The other corporation's file is loaded in the same run; when the server is well again, so is this one.
    """
    path = collection.deliver()
    collection.fault = fault
    collection.patience = {"timeout_s": SILENCE_S, "folder_timeout_s": 3 * SILENCE_S}
    started = time.monotonic()
    run = collection.run()
    assert time.monotonic() - started < 20 * SILENCE_S
    assert run.fetch == ({} if told is None else {BAD: told})
    assert told is not None or run.counts[BAD]["waiting"] == 1
    assert collection.is_untouched()
    assert collection.is_loaded_once(GOOD)
    collection.put(path.name, collection.file_of(BAD).content)
    collection.assert_taken_up()


def test_slow_server(collection):
    """A server that is slow, but gives everything, is waited for: the file is loaded in the first run."""
    collection.deliver()
    collection.fault = Slow
    run = collection.run()
    assert (run.fetch, run.counts[BAD]["fetched"]) == ({}, 1)
    assert collection.is_loaded_once()
    collection.assert_taken_up()


def deliver_two(collection: Collection) -> str:
    """Let the bad one deliver a withdrawal besides its list; return its name, which comes first."""
    collection.deliver()
    file = Month(collection.region).withdrawal(BAD, "MI70007", "MI-0001-01", REFERENCE_ON)
    collection.put(file.name, file.content)
    return file.name


class CutsOne(JailedFiles):
    """The line breaks each time that a certain file is read."""

    def read(self, file_obj, offset, size):
        if b"afmelding" in file_obj.name:
            self.channel.get_connection().abort()
        return super().read(file_obj, offset, size)


class DeniesOne(JailedFiles):
    """A certain file may not be read."""

    def open(self, path, pflags, attrs):
        if b"afmelding" in path:
            raise asyncssh.SFTPPermissionDenied("no")
        return super().open(path, pflags, attrs)


class HangsOne(JailedFiles):
    """The server hangs each time that a certain file is read."""

    async def open(self, path, pflags, attrs):
        if b"afmelding" in path:
            await asyncio.sleep(3600)
        return super().open(path, pflags, attrs)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (CutsOne, UNREACHABLE),
        (DeniesOne, (PermanentError, "sftp_denied")),
        (HangsOne, UNREACHABLE),
    ],
)
def test_a_file_that_cannot_be_read_stops_no_other_of_its_sender(collection, fault, told):
    """The file that comes after it is loaded within the hour, put away, and the fault still told."""
    name = deliver_two(collection)
    collection.fault = fault
    collection.patience = {"timeout_s": SILENCE_S}
    for _ in range(3):
        assert collection.run().fetch == {BAD: told}
    assert collection.is_loaded_once(GOOD)
    assert [size for _, _, size in collection.deliveries()] == [len(collection.file_of(BAD).content)]
    assert [path.name for path in collection.inbox().iterdir()] == [name]
    signals = collection.signals()
    collection.heal()
    assert collection.run().fetch == {}
    assert list(collection.inbox().iterdir()) == []
    assert collection.signals() == signals
    assert collection.query("select count(*) from core.signal where ended_on is not null") == [(1,)]
