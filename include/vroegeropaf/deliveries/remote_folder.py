"""The outside world of a delivery: one corporation's own folder on an SFTP server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class RemoteFile:
    """One regular file in the inbox, as the server described it when we looked."""

    name: str
    size_bytes: int
    modified_at: datetime


class RemoteFolder(Protocol):
    """
    One corporation's folder: ``in/`` (theirs), ``archive/`` and ``out/`` (ours).

    Every method raises PermanentError when trying again does not help (key refused, host key changed, listing
    denied) and TransientError when it may (line down, file changed while we read it).
    """

    def list_inbox(self) -> list[RemoteFile]:
        """Return the regular files of ``in/``, never of a folder below it."""
        ...

    def read(self, file: RemoteFile, max_bytes: int) -> bytes:
        """
        Return the whole file.

        Raises
        ------
        TransientError
            ``transfer_incomplete`` when fewer bytes came than the server announced, ``file_changed`` when
            size or time differ before and after the reading, ``file_vanished`` when it is not there.
        PermanentError
            ``too_large`` when the file is larger than `max_bytes`.
        """
        ...

    def is_replaced(self, file: RemoteFile) -> bool:
        """Return whether ``in/<name>`` is another file now; asked of the file, for a listing may be old."""
        ...

    def archive(self, name: str, archive_name: str) -> None:
        """Rename ``in/<name>`` to ``archive/<archive_name>`` atomically; a file that is gone is fine."""
        ...

    def delete(self, name: str) -> None:
        """Purge ``in/<name>`` and its copies ``archive/*-<name>``; gone already is fine."""
        ...

    def write_out(self, name: str, content: bytes) -> None:
        """Write ``out/<name>``: a temporary name first, then a rename, so that nobody reads half a file."""
        ...
