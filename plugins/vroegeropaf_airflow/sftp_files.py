"""Small steps on a server, each of them safe to repeat, and the names that they may be done with."""

import errno
import posixpath
import stat
from collections.abc import Iterator
from contextlib import contextmanager

import paramiko

from vroegeropaf.deliveries.remote_folder import RemoteFile

LONGEST_INBOX_NAME = 100
LONGEST_NAME = 200  # the archive puts a time and a hash in front
UNFINISHED = (".part", ".tmp", ".filepart")


def is_safe_name(name: str, longest: int = LONGEST_INBOX_NAME) -> bool:
    """Tell whether a name means one visible file in its own folder, here as on the server."""
    is_plain = name.isprintable() and "\ufffd" not in name and not set(name) & {"/", "\\"}
    return is_plain and 0 < len(name) <= longest and not name.startswith(".")


def is_finished_name(name: str) -> bool:
    """Tell whether a name may be that of a file whose sender is done with it."""
    return is_safe_name(name) and not name.lower().endswith(UNFINISHED)


def completed(sftp: paramiko.SFTPClient, entry: paramiko.SFTPAttributes) -> paramiko.SFTPAttributes:
    """Ask once more about an entry that the server listed without saying what it is."""
    is_known = None not in (entry.st_mode, entry.st_size, entry.st_mtime)
    if is_known or not is_finished_name(entry.filename):
        return entry
    found = entry
    with fine_when_missing():
        found = sftp.lstat(posixpath.join("in", entry.filename))
        found.filename = entry.filename
    return found


@contextmanager
def fine_when_missing() -> Iterator[None]:
    """Let pass that a path is not there."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def seen(sftp: paramiko.SFTPClient, path: str) -> tuple[int | None, int | None, bool] | None:
    """Return size, time and whether it is a regular file, not following links; None when it is not there."""
    with fine_when_missing():
        now = sftp.lstat(path)
        return now.st_size, now.st_mtime, stat.S_ISREG(now.st_mode or 0)
    return None


def expected(file: RemoteFile) -> tuple[int, int, bool]:
    """Return what `seen` says of a file that is still as it was listed."""
    return file.size_bytes, int(file.modified_at.timestamp()), True


def exists(sftp: paramiko.SFTPClient, path: str) -> bool:
    """Tell whether anything bears this name, a link too."""
    with fine_when_missing():
        sftp.lstat(path)
        return True
    return False


def make_folder(sftp: paramiko.SFTPClient, path: str) -> None:
    """Make a folder that is not there yet; another run may make it in the same moment."""
    if exists(sftp, path):
        return
    try:
        sftp.mkdir(path)
    except OSError:
        if not exists(sftp, path):
            raise


def remove(sftp: paramiko.SFTPClient, path: str) -> None:
    """Remove a file; gone already is fine."""
    with fine_when_missing():
        sftp.remove(path)


def rename(sftp: paramiko.SFTPClient, source: str, target: str) -> None:
    """Rename, replacing what is there; servers without the extension get the two steps that they know."""
    try:
        sftp.posix_rename(source, target)
    except OSError as error:
        if not exists(sftp, source) and exists(sftp, target):
            return  # done, whatever the answer said: by us, or by another run in the same moment
        if error.errno is not None:
            raise
        remove(sftp, target)
        sftp.rename(source, target)
