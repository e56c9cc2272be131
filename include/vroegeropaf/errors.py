"""The errors of the product: a stable code, a sentence that says what to do, never personal data."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)


class VroegEropafError(Exception):
    """
    A fault that people must act on.

    Parameters
    ----------
    code
        Stable snake_case code; the README says what to do for each.
    message
        One sentence with ids and counts only.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class ConfigurationError(VroegEropafError):
    """The configuration directory or an environment variable is wrong."""


class PermanentError(VroegEropafError):
    """Trying again does not help (wrong key, refused address): fail at once."""


class TransientError(VroegEropafError):
    """Trying again later may help (line down, server busy)."""


class OutOfTimeError(TransientError):
    """It took longer than others should wait for: not again in this run, a later one goes on."""


class Attempts:
    """
    Pieces of work of which none may stop the others; what failed is raised at the end, never swallowed.

    Usage: ``with attempts.at("delivery 7"): ...`` for each piece, then ``attempts.finish(code, message)``.
    """

    def __init__(self) -> None:
        self.failed: list[tuple[str, Exception]] = []

    @contextmanager
    def at(self, what: str) -> Iterator[None]:
        """Do one piece of work; `what` names it with ids and counts only."""
        try:
            yield
        except Exception as error:  # whatever broke, the others go on; `finish` raises
            logger.error("%s failed: %s", what, _cause(error))
            self.failed.append((what, error))

    def finish(self, code: str, message: str, kind: type[VroegEropafError] = VroegEropafError) -> None:
        """
        Raise what failed, with the code of each.

        Raises
        ------
        VroegEropafError
            As `kind`, with `code`; nothing when all went well.
        """
        if self.failed:
            told = ", ".join(f"{what} ({_cause(error)})" for what, error in self.failed)
            raise kind(code, f"{message}: {told}")


def _cause(error: Exception) -> str:
    return error.code if isinstance(error, VroegEropafError) else type(error).__name__
