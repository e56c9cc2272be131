"""A RemoteFolder on a local directory: for faults of ours, where the network must not be in the way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vroegeropaf.deliveries.remote_folder import RemoteFile


@dataclass(frozen=True)
class DirectoryFolder:
    """One corporation's ``in/``, ``archive/`` and ``out/`` below `root`."""

    root: Path

    def __post_init__(self) -> None:
        for name in ("in", "archive", "out"):
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def put(self, name: str, content: bytes) -> None:
        """Deliver a file, as the corporation."""
        (self.root / "in" / name).write_bytes(content)

    def list_inbox(self) -> list[RemoteFile]:
        """Return the files of the inbox."""
        return [
            RemoteFile(path.name, path.stat().st_size, datetime.fromtimestamp(int(path.stat().st_mtime), UTC))
            for path in sorted((self.root / "in").iterdir())
            if path.is_file()
        ]

    def read(self, file: RemoteFile, max_bytes: int) -> bytes:
        """Return the whole file."""
        return (self.root / "in" / file.name).read_bytes()

    def is_replaced(self, file: RemoteFile) -> bool:
        """Tell whether another file of this name stands in the inbox."""
        return any(now.name == file.name and now != file for now in self.list_inbox())

    def archive(self, name: str, archive_name: str) -> None:
        """Move a file to the archive; gone already is fine."""
        source = self.root / "in" / name
        if source.exists():
            source.rename(self.root / "archive" / archive_name)

    def delete(self, name: str) -> None:
        """Purge a file and its archived copies."""
        (self.root / "in" / name).unlink(missing_ok=True)
        for copy in (self.root / "archive").glob(f"*-{name}"):
            copy.unlink()

    def write_out(self, name: str, content: bytes) -> None:
        """Write a file for the corporation."""
        (self.root / "out" / name).write_bytes(content)
