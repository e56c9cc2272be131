"""A corporation's own SFTP folder: the real RemoteFolder, over an Airflow connection."""

import posixpath
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from types import TracebackType
from typing import Self

import paramiko
from airflow.sdk.exceptions import AirflowException

from vroegeropaf.deliveries.remote_folder import RemoteFile
from vroegeropaf.errors import ConfigurationError, PermanentError, TransientError, VroegEropafError
from vroegeropaf_airflow import sftp_files
from vroegeropaf_airflow.sftp_budget import Budget
from vroegeropaf_airflow.sftp_connection import BoundedSftpHook
from vroegeropaf_airflow.sftp_errors import LIBRARY_ERRORS, own_disk, translated

TIMEOUT_S = 30.0
FOLDER_TIMEOUT_S = 120.0
CHUNK_BYTES = 256 * 1024
LARGEST_NUMBER = 2**63 - 1  # what a server may announce is larger than what a database can hold


class SftpFolder:
    """
    One corporation's folder over the Airflow connection ``sftp_<corporation>``.

    As a context manager it keeps one connection for all calls, all of them within one budget of time, and
    does not log in again after a login that failed; otherwise each call opens and closes its own connection.

    Parameters
    ----------
    corporation
        Code of the corporation; stands in errors.
    timeout_s
        Seconds without an answer after which the line counts as down.
    folder_timeout_s
        Seconds that all calls together may take, besides what files need that come at a fair speed.

    Raises
    ------
    OutOfTimeError
        From every method: ``sftp_slow`` when the time is over, and any other code whose error took so long
        that trying it again would keep the other corporations waiting.
    """

    def __init__(
        self,
        corporation: str,
        conn_id: str | None = None,
        timeout_s: float = TIMEOUT_S,
        folder_timeout_s: float = FOLDER_TIMEOUT_S,
    ) -> None:
        self.corporation = corporation
        self._conn_id = conn_id or f"sftp_{corporation}"
        self._timeout_s = timeout_s
        self._folder_timeout_s = folder_timeout_s
        self._budget: Budget | None = None
        self._hook: BoundedSftpHook | None = None
        self._failed_login: VroegEropafError | None = None
        self._held: ExitStack | None = None

    def list_inbox(self) -> list[RemoteFile]:
        """Return the finished regular files of ``in/``, by name; links and odd names are left alone."""
        with self._connection() as hook:
            entries = [
                sftp_files.completed(hook.sftp, entry) for entry in hook.list_directory_with_attr("in")
            ]
        found = [
            RemoteFile(
                entry.filename,
                min(entry.st_size or 0, LARGEST_NUMBER),
                datetime.fromtimestamp(entry.st_mtime or 0, UTC),
            )
            for entry in entries
            if stat.S_ISREG(entry.st_mode or 0) and sftp_files.is_finished_name(entry.filename)
        ]
        return sorted(found, key=lambda file: file.name)

    def read(self, file: RemoteFile, max_bytes: int) -> bytes:
        """Return the whole file, proven whole; see the protocol."""
        path = self._path("in", file.name)
        if file.size_bytes > max_bytes:
            raise PermanentError("too_large", f"a file of {self.corporation} has {file.size_bytes} bytes")
        with self._connection(file.size_bytes) as hook:
            self._demand_unchanged(hook.sftp, path, file)
            content = self._transferred(hook.sftp, path, file.size_bytes)
            self._demand_unchanged(hook.sftp, path, file)
        if len(content) != file.size_bytes:
            raise TransientError(
                "transfer_incomplete",
                f"{len(content)} of {file.size_bytes} bytes came from {self.corporation}",
            )
        return content

    def is_replaced(self, file: RemoteFile) -> bool:
        """Return whether ``in/<name>`` is now another file; see the protocol."""
        path = self._path("in", file.name)
        with self._connection() as hook:
            return sftp_files.seen(hook.sftp, path) not in (None, sftp_files.expected(file))

    def archive(self, name: str, archive_name: str) -> None:
        """Move ``in/<name>`` to ``archive/<archive_name>``; a file that is gone is fine."""
        source, target = self._path("in", name), self._path("archive", archive_name)
        with self._connection() as hook:
            if sftp_files.exists(hook.sftp, source):
                sftp_files.make_folder(hook.sftp, "archive")
                sftp_files.rename(hook.sftp, source, target)

    def delete(self, name: str) -> None:
        """Purge ``in/<name>`` and its copies ``archive/*-<name>``; gone already is fine."""
        path = self._path("in", name)
        with self._connection() as hook:
            sftp_files.remove(hook.sftp, path)
            with sftp_files.fine_when_missing():
                for entry in hook.sftp.listdir_attr("archive"):
                    if entry.filename.endswith(f"-{name}"):
                        sftp_files.remove(hook.sftp, self._path("archive", entry.filename))

    def write_out(self, name: str, content: bytes) -> None:
        """
        Write ``out/<name>``: a temporary name first, then a rename, so that nobody reads half a file.

        The temporary name is this call's own: two runs that write the same file do not cut each other short.
        """
        target, temporary = self._path("out", name), self._path("out", f"{name}.{token_hex(4)}.part")
        with self._connection(len(content)) as hook:
            sftp_files.make_folder(hook.sftp, "out")
            try:
                self._put(hook.sftp, temporary, content)
                sftp_files.rename(hook.sftp, temporary, target)
            except (OSError, TransientError) as error:
                if not isinstance(error, TimeoutError):
                    with suppress(*LIBRARY_ERRORS):
                        sftp_files.remove(hook.sftp, temporary)
                raise

    def _put(self, sftp: paramiko.SFTPClient, path: str, content: bytes) -> None:
        with sftp.open(path, "wb") as remote:
            remote.set_pipelined(True)
            remote.write(content)
        if sftp.stat(path).st_size != len(content):
            raise TransientError(
                "transfer_incomplete", f"not all of {len(content)} bytes reached {self.corporation}"
            )

    def _transferred(self, sftp: paramiko.SFTPClient, path: str, size_bytes: int) -> bytes:
        """Copy to a temporary file without a name, hashing on the way; return what the disk then holds."""
        on_the_way, received = sha256(), 0
        with own_disk(self.corporation):  # on a full disk not even a folder for such files is found
            temporary = tempfile.TemporaryFile()  # noqa: SIM115 - opened on the next line
        with temporary as local:
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
        seen = sftp_files.seen(sftp, path)
        if seen is None:
            raise TransientError("file_vanished", f"a listed file of {self.corporation} is not there")
        if seen != sftp_files.expected(file):
            raise self._changed()

    def _changed(self) -> TransientError:
        return TransientError("file_changed", f"a file of {self.corporation} is still being written")

    def _path(self, folder: str, name: str) -> str:
        if not sftp_files.is_safe_name(name, sftp_files.LONGEST_NAME):
            raise PermanentError(
                "unsafe_name", f"a file name for {self.corporation} could lead out of {folder}/"
            )
        return posixpath.join(folder, name)

    @contextmanager
    def _connection(self, size_bytes: int = 0) -> Iterator[BoundedSftpHook]:
        """Yield the hook with its connection open, for as long as time is left to move so many bytes."""
        budget = self._budget or Budget(self.corporation, self._folder_timeout_s)
        with (
            budget.spend(size_bytes) as seconds,
            self._line() as hook,
            hook.deadline(seconds),
            translated(self.corporation),
        ):
            yield hook

    @contextmanager
    def _line(self) -> Iterator[BoundedSftpHook]:
        """Yield the hook: the held one if there is one and it still lives."""
        if self._held is None:
            with self._opened() as hook:
                yield hook
            return
        if self._hook is None or not self._hook.is_alive():
            self._hook = self._renewed(self._held)
        try:
            yield self._hook
        except TransientError as error:
            if error.code == "sftp_unreachable":  # servers answer in order: the answer owed would come first
                self._hook.cut()
            raise

    def _renewed(self, held: ExitStack) -> BoundedSftpHook:
        if self._failed_login is not None:  # the next one could be the one that locks the account
            raise self._failed_login
        held.close()
        try:
            return held.enter_context(self._opened())
        except VroegEropafError as error:
            self._failed_login = error
            raise

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
        self._budget = Budget(self.corporation, self._folder_timeout_s)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held is not None:
            self._held.close()
        self._held = self._hook = self._budget = self._failed_login = None
