"""From bytes to text: which encoding a delivery is in, and whether it is text at all. Pure."""

import codecs
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
BROKEN = "\ufffd"  # stands for bytes that mean nothing


@dataclass(frozen=True)
class TextFile:
    """
    A text that can be read as often as asked without being kept as text: large files stay small.

    Parameters
    ----------
    encoding
        Python's name of the codec that reads all of it.
    is_broken
        Whether some of its bytes mean nothing: `BROKEN` stands in their place.
    """

    content: bytes
    encoding: str
    is_broken: bool = False

    def lines(self) -> TextIO:
        """Return the text from its start; line ends are left as they are."""
        errors = "replace" if self.is_broken else "strict"
        return io.TextIOWrapper(io.BytesIO(self.content), self.encoding, errors, newline="")


def open_text(content: bytes, expected: str) -> tuple[TextFile, dict[str, int]]:
    """
    Return the text and what was noticed about it (``encoding_differs``, ``control_characters``,
    ``bytes_unreadable``).

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
    asked: on short Dutch files they are wrong more often than right. Our choice: a text with broken bytes
    stays UTF-8 while more of its signs are whole than broken, for one byte must not garble every name.
    """
    start = content.lstrip()[:12].lower()
    if content.startswith(OTHER_FILES) or start.startswith(MARKUP):
        raise GateRefusal("not_text")
    encoding, broken = _encoding(content)
    notices = {"bytes_unreadable": broken} if broken else {}
    if encoding != "utf-16":
        content = content.rstrip(END_OF_FILE)
    if encoding != "utf-16" and (nuls := content.count(b"\x00")):
        if nuls > STRAY_NULS or b"\x00" in content[:START_BYTES]:
            raise GateRefusal("not_text")
        content = content.replace(b"\x00", b"")
        notices["control_characters"] = nuls
    if not content.isascii() and encoding != {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}[expected]:
        notices["encoding_differs"] = 0
    return TextFile(content, encoding, broken > 0), notices


def _encoding(content: bytes) -> tuple[str, int]:
    """Return the codec, and how many bytes or sequences mean nothing in it."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_wide and (broken := _broken(content)):
        return "utf-8-sig", broken
    for codec in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if is_wide and "\x00" in text:
            raise GateRefusal("not_text")
        return codec, 0
    raise GateRefusal("unreadable")


def _broken(content: bytes) -> int:
    """Return how much of a text that is UTF-8 for the rest is broken; 0 when nothing is, or it is none."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("utf-8-sig", "replace")
    else:
        return 0
    signs = len(text) - len(text.encode("ascii", "ignore"))
    written = content.count(BROKEN.encode())
    broken = text.count(BROKEN) - written
    whole = signs - broken - written
    return broken if whole > broken or content.startswith(codecs.BOM_UTF8) else 0
