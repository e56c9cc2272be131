"""A server that lets us put nothing away, or does it and does not say so: loaded once, put away once."""

import asyncssh
import pytest
from support.collection import BAD, GOOD

from vroegeropaf.errors import PermanentError, TransientError
from vroegeropaf.local.sample.month import REFERENCE_ON, Month
from vroegeropaf.local.sftp_server import JailedFiles


class NoMoves(JailedFiles):
    """We may move nothing."""

    def posix_rename(self, oldpath, newpath):
        raise asyncssh.SFTPPermissionDenied("no")


def test_archive_rename_denied(collection):
    """Loaded once, tried again and told at every run, never loaded twice; new files come in all the same."""
    collection.deliver()
    collection.fault = NoMoves
    for _ in range(3):
        run = collection.run()
        assert (run.fetch, run.archive) == ({}, (PermanentError, "archive_failed"))
        assert len(collection.deliveries()) == 1
        assert collection.is_loaded_once(GOOD)
    signals = collection.signals()
    file = Month(collection.region).withdrawal(BAD, "MI70007", "MI-0001-01", REFERENCE_ON)
    collection.put(file.name, file.content)
    collection.run()
    assert collection.query("select count(*) from core.signal where ended_on is not null") == [(1,)]
    collection.heal()
    run = collection.run()
    assert (run.fetch, run.archive) == ({}, None)
    assert list(collection.inbox().iterdir()) == []
    assert sorted(collection.archived()) == sorted([file.content, collection.file_of(BAD).content])
    assert (len(collection.deliveries()), collection.signals()) == (2, signals)


class DoneAndCut(JailedFiles):
    """The file is moved, but the line breaks before we hear it."""

    def posix_rename(self, oldpath, newpath):
        super().posix_rename(oldpath, newpath)
        self.channel.get_connection().abort()


class DoneAndDenied(JailedFiles):
    """The file is moved, and then the server says that it failed."""

    def posix_rename(self, oldpath, newpath):
        super().posix_rename(oldpath, newpath)
        raise asyncssh.SFTPFailure("something went wrong")


class DoneByAnother(JailedFiles):
    """Another run moves the file in the same moment, just before us."""

    def posix_rename(self, oldpath, newpath):
        super().posix_rename(oldpath, newpath)
        super().posix_rename(oldpath, newpath)


class CutBefore(JailedFiles):
    """The line breaks before the file is moved."""

    def posix_rename(self, oldpath, newpath):
        self.channel.get_connection().abort()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (DoneAndCut, (TransientError, "archive_failed")),
        (DoneAndDenied, None),
        (DoneByAnother, None),
        (CutBefore, (TransientError, "archive_failed")),
    ],
)
def test_archive_rename_whose_answer_is_lost(collection, fault, told):
    """Moved or not, whatever the answer: the file ends up in the archive, whole, and is loaded once."""
    collection.deliver()
    collection.fault = fault
    run = collection.run()
    assert (run.fetch, run.archive) == ({}, told)
    assert collection.is_loaded_once(GOOD)
    collection.assert_taken_up()
    assert collection.query("select count(*) from raw.delivery where tidied_at is null") == [(0,)]
