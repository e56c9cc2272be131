"""How long one corporation's folder may keep us waiting, as the others wait with us. Reads only the clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from vroegeropaf.errors import OutOfTimeError, TransientError

FAIR_BYTES_PER_S = 50_000
LONG_WAIT_S = 10.0


class Budget:
    """
    The time that the calls on one folder may take together.

    Parameters
    ----------
    corporation
        Its code; stands in errors.
    seconds
        What may be spent on waiting. Moving bytes at a fair speed costs nothing, so that a large file over a
        narrow line is still fetched: the longest stay is `seconds`, and 20 s for each megabyte.
    """

    def __init__(self, corporation: str, seconds: float) -> None:
        self._corporation = corporation
        self._left_s = seconds

    @contextmanager
    def spend(self, size_bytes: int = 0) -> Iterator[float]:
        """
        Yield the seconds that the work inside may take, and count those that it took.

        Raises
        ------
        OutOfTimeError
            ``sftp_slow`` when nothing is left, before or after the work. A transient error that came after a
            long wait keeps its code, but not its hope: five seconds later the server will be no quicker.
        """
        if self._left_s <= 0:
            raise self._over()
        free_s = size_bytes / FAIR_BYTES_PER_S
        started = time.monotonic()
        waited_s = 0.0
        try:
            try:
                yield self._left_s + free_s
            finally:
                waited_s = max(0.0, time.monotonic() - started - free_s)
                self._left_s -= waited_s
        except TransientError as error:
            if self._left_s <= 0:
                raise self._over() from None
            if waited_s >= LONG_WAIT_S:
                raise OutOfTimeError(error.code, error.message) from None
            raise

    def _over(self) -> OutOfTimeError:
        return OutOfTimeError(
            "sftp_slow",
            f"the SFTP server of {self._corporation} is too slow; the rest waits for the next run",
        )
