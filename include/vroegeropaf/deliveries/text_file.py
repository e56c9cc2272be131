"""From bytes to text: which encoding a delivery is in, and whether it is text at all. Pure."""

import io
from dataclasses import dataclass
from typing import TextIO

from vroegeropaf.deliveries.refusal import GateRefusal

OTHER_FILES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)
MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<head", b"<meta")
# our choice: a few zero bytes further down are control signs in cells; more, or any at the start, are no text
STRAY_NULS = 10
START_BYTES = 1_000
END_OF_FILE = b"\x1a"  # how DOS ended a text; some ledgers still do


@dataclass(frozen=True)
class TextFile:
    """
    A text that can be read as often as asked without being kept as text: large files stay small.

    Parameters
    ----------
    encoding
        Python's name of the codec that reads all of it.
    """

    content: bytes
    encoding: str

    def lines(self) -> TextIO:
        """Return the text from its start; line ends are left as they are."""
        return io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")


def open_text(content: bytes, expected: str) -> tuple[TextFile, dict[str, int]]:
    """
    Return the text and what was noticed about it (``encoding_differs``, ``control_characters``).

    Parameters
    ----------
    content
        The bytes as delivered, not empty.
    expected
        ``utf-8`` or ``windows-1252``, as the profile says.

    Raises
    ------
    GateRefusal
        ``not_text`` for a web page, an archive, a picture under a text's name; ``unreadable`` when no
        encoding of the contract fits.

    Notes
    -----
    Source: file contract. A byte order mark decides, else strict UTF-8, else Windows-1252. No detector is
    asked: on short Dutch files they are wrong more often than right.
    """
    start = content.lstrip()[:12].lower()
    if content.startswith(OTHER_FILES) or start.startswith(MARKUP):
        raise GateRefusal("not_text")
    encoding = _encoding(content)
    notices = {}
    if encoding != "utf-16":
        content = content.rstrip(END_OF_FILE)
    if encoding != "utf-16" and (nuls := content.count(b"\x00")):
        if nuls > STRAY_NULS or b"\x00" in content[:START_BYTES]:
            raise GateRefusal("not_text")
        content = content.replace(b"\x00", b"")
        notices["control_characters"] = nuls
    if not content.isascii() and encoding != {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}[expected]:
        notices["encoding_differs"] = 0
    return TextFile(content, encoding), notices


def _encoding(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for codec in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if is_wide and "\x00" in text:
            raise GateRefusal("not_text")
        return codec
    raise GateRefusal("unreadable")
