"""A mailbox on this machine: takes every mail, keeps it as a file, shows it on a page. Nothing goes out."""

import argparse
import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

from vroegeropaf.local.ports import LOOPBACK, free_port

NAME_FORMAT = "%Y%m%dT%H%M%S%fZ"
LARGEST_BYTES = 25_000_000
_counter = itertools.count(1)


def keep(folder: Path, content: bytes, now: datetime) -> Path:
    """Store one mail, whole or not at all, so that it survives a power cut; return its file."""
    stem = f"{now.astimezone(UTC).strftime(NAME_FORMAT)}-{os.getpid()}-{next(_counter):06d}"
    partial, final = folder / f".{stem}.part", folder / f"{stem}.eml"
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(final)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return final


def mail_files(folder: Path) -> list[Path]:
    """Return the files of all kept mails, oldest first."""
    return sorted(folder.glob("*.eml"))


def read_mail(path: Path) -> EmailMessage:
    """Return one kept mail."""
    return BytesParser(policy=policy.default).parsebytes(path.read_bytes())


class Keeper:
    """What the SMTP server does with a mail: keep it, and only then say yes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail; a full disk is the sender's reason to try again later."""
        try:
            keep(self._folder, envelope.original_content, datetime.now(UTC))
        except OSError:
            return "452 4.3.1 no room in the mailbox"
        return "250 2.0.0 kept"


class LocalMailbox:
    """
    The SMTP side in a thread of this process.

    Parameters
    ----------
    folder
        Where mails are kept as ``.eml`` files.
    smtp_port
        0 means any free one.
    """

    host = LOOPBACK

    def __init__(self, folder: Path, smtp_port: int = 0) -> None:
        self.folder = folder
        self.smtp_port = smtp_port or free_port()
        self._controller: Any = None

    def start(self) -> Self:
        """Start taking mail."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(
            Keeper(self.folder),
            hostname=self.host,
            port=self.smtp_port,
            data_size_limit=LARGEST_BYTES,
            ident="mailbox",
            server_hostname="localhost",
        )
        self._controller.start()
        return self

    def stop(self) -> None:
        """Stop taking mail; what was kept stays."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def messages(self) -> list[EmailMessage]:
        """Return all kept mails, oldest first."""
        return list(self._messages())

    def _messages(self) -> Iterator[EmailMessage]:
        for path in mail_files(self.folder):
            yield read_mail(path)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def main() -> None:
    """Take mail and show it until we are ended."""
    import uvicorn

    from vroegeropaf.local.mailbox_page import create_app

    parser = argparse.ArgumentParser(description="mailbox of the local parts")
    parser.add_argument("--folder", type=Path, required=True, help="folder of the kept mails")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    options = parser.parse_args()
    with LocalMailbox(options.folder, options.smtp_port):
        uvicorn.run(
            create_app(options.folder),
            host=LOOPBACK,
            port=options.http_port,
            log_level="warning",
            access_log=False,
            server_header=False,
        )


if __name__ == "__main__":
    main()
