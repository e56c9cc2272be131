"""What an error of the SSH library means: try again, or not. No I/O; its text is never passed on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import paramiko
from paramiko.sftp import SFTPError

from vroegeropaf.errors import PermanentError, TransientError, VroegEropafError

LIBRARY_ERRORS = (OSError, EOFError, SFTPError, paramiko.SSHException)


@contextmanager
def translated(corporation: str, *, is_connecting: bool = False) -> Iterator[None]:
    """Raise the library's errors as ours, without their text and their chain."""
    try:
        yield
    except LIBRARY_ERRORS as error:
        raise (_connecting if is_connecting else _working)(error, corporation) from None


@contextmanager
def own_disk(corporation: str) -> Iterator[None]:
    """Raise any fault of our own disk as such, and never as one of the server."""
    try:
        yield
    except OSError:
        raise TransientError("disk_full", f"our own disk has no room for a file of {corporation}") from None


def _connecting(error: Exception, corporation: str) -> VroegEropafError:
    if _is_about_host_key(error):
        return PermanentError(
            "sftp_host_key",
            f"the SFTP server of {corporation} shows another host key than the one in its connection; "
            "ask the corporation by telephone before you change it",
        )
    if isinstance(error, paramiko.AuthenticationException) and not _is_cut(error):
        return PermanentError(
            "sftp_login_refused", f"the SFTP server of {corporation} refuses our login or key"
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.EACCES):
        return PermanentError("sftp_login_refused", f"our key file for {corporation} cannot be read")
    return TransientError("sftp_unreachable", f"the SFTP server of {corporation} does not answer")


def _is_about_host_key(error: Exception) -> bool:
    if isinstance(error, paramiko.BadHostKeyException):
        return True
    is_plain = isinstance(error, paramiko.SSHException)
    return is_plain and any(words in str(error) for words in ("known_hosts", "no acceptable host key"))


def _is_cut(error: Exception) -> bool:
    """Tell apart what paramiko calls a failed login although the line broke or was silent."""
    return any(words in str(error) for words in ("timeout", "transport shut down"))


def _working(error: Exception, corporation: str) -> VroegEropafError:
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.ENOENT):
        return PermanentError(
            "sftp_denied", f"the SFTP server of {corporation} denies what we asked, or a folder is missing"
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return TransientError("disk_full", f"our own disk has no room for a file of {corporation}")
    is_answer = isinstance(error, OSError) and error.errno is None and not isinstance(error, TimeoutError)
    if is_answer and str(error) != "Socket is closed":
        return TransientError("sftp_failed", f"the SFTP server of {corporation} could not do what we asked")
    return TransientError("sftp_unreachable", f"the SFTP server of {corporation} stopped answering")
