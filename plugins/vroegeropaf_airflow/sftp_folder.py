"""A corporation's own SFTP folder: the real RemoteFolder, over an Airflow connection."""

import errno
import posixpath
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from types import TracebackType
from typing import Self

import paramiko
from airflow.sdk.exceptions import AirflowException

from vroegeropaf.deliveries.remote_folder import RemoteFile
from vroegeropaf.errors import ConfigurationError, PermanentError, TransientError
from vroegeropaf_airflow.sftp_connection import BoundedSftpHook
from vroegeropaf_airflow.sftp_errors import translated

TIMEOUT_S = 30.0
TRANSFER_TIMEOUT_S = 600.0
CHUNK_BYTES = 256 * 1024
LONGEST_INBOX_NAME = 100
LONGEST_NAME = 200  # the archive puts a time and a hash in front
UNFINISHED = (".part", ".tmp", ".filepart")


class SftpFolder:
    """
    One corporation's folder over the Airflow connection ``sftp_<corporation>``.

    As a context manager it keeps one connection for all calls; otherwise each call opens and closes its own.

    Parameters
    ----------
    corporation
        Code of the corporation; stands in errors.
    timeout_s
        Seconds without an answer after which the line counts as down.
    transfer_timeout_s
        Seconds that one file may take.
    """

    def __init__(
        self,
        corporation: str,
        conn_id: str | None = None,
        timeout_s: float = TIMEOUT_S,
        transfer_timeout_s: float = TRANSFER_TIMEOUT_S,
    ) -> None:
        self.corporation = corporation
        self._conn_id = conn_id or f"sftp_{corporation}"
        self._timeout_s = timeout_s
        self._transfer_timeout_s = transfer_timeout_s
        self._hook: BoundedSftpHook | None = None
        self._held: ExitStack | None = None

    def list_inbox(self) -> list[RemoteFile]:
        """Return the finished regular files of ``in/``, by name; links and odd names are left alone."""
        with self._connection() as hook:
            entries = [_completed(hook.sftp, entry) for entry in hook.list_directory_with_attr("in")]
        found = [
            RemoteFile(entry.filename, entry.st_size or 0, datetime.fromtimestamp(entry.st_mtime or 0, UTC))
            for entry in entries
            if stat.S_ISREG(entry.st_mode or 0) and is_finished_name(entry.filename)
        ]
        return sorted(found, key=lambda file: file.name)

    def read(self, file: RemoteFile, max_bytes: int) -> bytes:
        """Return the whole file, proven whole; see the protocol."""
        path = self._path("in", file.name)
        if file.size_bytes > max_bytes:
            raise PermanentError("too_large", f"a file of {self.corporation} has {file.size_bytes} bytes")
        with self._connection() as hook, hook.deadline(self._transfer_timeout_s):
            self._demand_unchanged(hook.sftp, path, file)
            content = self._transferred(hook.sftp, path, file.size_bytes)
            self._demand_unchanged(hook.sftp, path, file)
        if len(content) != file.size_bytes:
            raise TransientError(
                "transfer_incomplete",
                f"{len(content)} of {file.size_bytes} bytes came from {self.corporation}",
            )
        return content

    def archive(self, name: str, archive_name: str) -> None:
        """Move ``in/<name>`` to ``archive/<archive_name>``; a file that is gone is fine."""
        source, target = self._path("in", name), self._path("archive", archive_name)
        with self._connection() as hook:
            if _exists(hook.sftp, source):
                _make_folder(hook.sftp, "archive")
                _rename(hook.sftp, source, target)

    def delete(self, name: str) -> None:
        """Purge ``in/<name>`` and its copies ``archive/*-<name>``; gone already is fine."""
        path = self._path("in", name)
        with self._connection() as hook:
            _remove(hook.sftp, path)
            with _fine_when_missing():
                for entry in hook.sftp.listdir_attr("archive"):
                    if entry.filename.endswith(f"-{name}"):
                        _remove(hook.sftp, self._path("archive", entry.filename))

    def write_out(self, name: str, content: bytes) -> None:
        """Write ``out/<name>``: a temporary name first, then a rename, so that nobody reads half a file."""
        target, temporary = self._path("out", name), self._path("out", f"{name}.part")
        with self._connection() as hook, hook.deadline(self._transfer_timeout_s):
            _make_folder(hook.sftp, "out")
            with hook.sftp.open(temporary, "wb") as remote:
                remote.set_pipelined(True)
                remote.write(content)
            if hook.sftp.stat(temporary).st_size != len(content):
                raise TransientError(
                    "transfer_incomplete", f"not all of {len(content)} bytes reached {self.corporation}"
                )
            _rename(hook.sftp, temporary, target)

    def _transferred(self, sftp: paramiko.SFTPClient, path: str, size_bytes: int) -> bytes:
        """Copy to a temporary file without a name, hashing on the way; return what the disk then holds."""
        on_the_way, received = sha256(), 0
        with tempfile.TemporaryFile() as local:
            # Not closed when something goes wrong: closing would wait for an answer once more.
            remote = sftp.open(path, "rb")
            # One byte more than announced is asked for, to notice growth without following it for ever.
            while chunk := remote.read(min(CHUNK_BYTES, size_bytes + 1 - received)):
                received += len(chunk)
                if received > size_bytes:
                    raise self._changed()
                on_the_way.update(chunk)
                local.write(chunk)
            remote.close()
            local.seek(0)
            content = local.read()
        if sha256(content).digest() != on_the_way.digest():
            raise TransientError(
                "transfer_incomplete", f"a file of {self.corporation} was damaged on our disk"
            )
        return content

    def _demand_unchanged(self, sftp: paramiko.SFTPClient, path: str, file: RemoteFile) -> None:
        """Compare with what the listing said; not following links."""
        seen: tuple[object, ...] = ()
        with _fine_when_missing():
            now = sftp.lstat(path)
            seen = (now.st_size, now.st_mtime, stat.S_ISREG(now.st_mode or 0))
        if seen != (file.size_bytes, int(file.modified_at.timestamp()), True):
            raise self._changed()

    def _changed(self) -> TransientError:
        return TransientError("file_changed", f"a file of {self.corporation} is still being written")

    def _path(self, folder: str, name: str) -> str:
        if not is_safe_name(name, LONGEST_NAME):
            raise PermanentError(
                "unsafe_name", f"a file name for {self.corporation} could lead out of {folder}/"
            )
        return posixpath.join(folder, name)

    @contextmanager
    def _connection(self) -> Iterator[BoundedSftpHook]:
        """Yield the hook with its connection open: the held one if there is one and it still lives."""
        if self._held is not None and self._hook is not None and self._hook.is_alive():
            with translated(self.corporation):
                yield self._hook
            return
        if self._held is not None:
            self._held.close()
            self._hook = self._held.enter_context(self._opened())
            with translated(self.corporation):
                yield self._hook
            return
        with self._opened() as hook, translated(self.corporation):
            yield hook

    @contextmanager
    def _opened(self) -> Iterator[BoundedSftpHook]:
        hook = self._made_hook()
        with ExitStack() as opened:
            with translated(self.corporation, is_connecting=True):
                opened.enter_context(hook.get_managed_conn())
            yield hook

    def _made_hook(self) -> BoundedSftpHook:
        try:
            return BoundedSftpHook(self._conn_id, self._timeout_s)
        except (AirflowException, ValueError):
            raise ConfigurationError(
                "sftp_connection",
                f"the Airflow connection {self._conn_id} is missing, or its host or a key cannot be read",
            ) from None

    def __enter__(self) -> Self:
        self._held = ExitStack()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held is not None:
            self._held.close()
        self._held = self._hook = None


def is_safe_name(name: str, longest: int = LONGEST_INBOX_NAME) -> bool:
    """Tell whether a name means one visible file in its own folder, here as on the server."""
    is_plain = name.isprintable() and "\ufffd" not in name and not set(name) & {"/", "\\"}
    return is_plain and 0 < len(name) <= longest and not name.startswith(".")


def is_finished_name(name: str) -> bool:
    """Tell whether a name may be that of a file whose sender is done with it."""
    return is_safe_name(name) and not name.lower().endswith(UNFINISHED)


def _completed(sftp: paramiko.SFTPClient, entry: paramiko.SFTPAttributes) -> paramiko.SFTPAttributes:
    """Ask once more about an entry that the server listed without saying what it is."""
    is_known = None not in (entry.st_mode, entry.st_size, entry.st_mtime)
    if is_known or not is_finished_name(entry.filename):
        return entry
    found = entry
    with _fine_when_missing():
        found = sftp.lstat(posixpath.join("in", entry.filename))
        found.filename = entry.filename
    return found


@contextmanager
def _fine_when_missing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def _exists(sftp: paramiko.SFTPClient, path: str) -> bool:
    with _fine_when_missing():
        sftp.lstat(path)
        return True
    return False


def _make_folder(sftp: paramiko.SFTPClient, path: str) -> None:
    if not _exists(sftp, path):
        sftp.mkdir(path)


def _remove(sftp: paramiko.SFTPClient, path: str) -> None:
    with _fine_when_missing():
        sftp.remove(path)


def _rename(sftp: paramiko.SFTPClient, source: str, target: str) -> None:
    """Rename, replacing what is there; servers without the extension get the two steps that they know."""
    try:
        sftp.posix_rename(source, target)
    except OSError as error:
        if error.errno is not None:
            raise
        _remove(sftp, target)
        sftp.rename(source, target)
