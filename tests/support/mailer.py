"""A Mailer that keeps each accepted Message-ID in a file: it survives the death of the sending process."""

import os
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class FileMailer:
    """Accepts every mail; one line a mail, on disk before it answers."""

    path: Path

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Accept the mail."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{message['Message-ID']}\t{recipient}\n")
            file.flush()
            os.fsync(file.fileno())

    def accepted(self) -> list[str]:
        """Return the Message-IDs of all accepted mails, in order."""
        if not self.path.exists():
            return []
        return [line.split("\t")[0] for line in self.path.read_text(encoding="utf-8").splitlines()]
