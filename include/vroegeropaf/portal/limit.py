"""So many requests per key and minute: enough for a team, too few for a script."""

import threading
from collections import OrderedDict


class RateLimit:
    """
    Counts requests in a fixed window, in this process only.

    Parameters
    ----------
    per_window
        Greatest number of requests per key in one window.
    window_s
        Length of the window in seconds.
    max_keys
        Keys that are remembered; the one seen longest ago is forgotten first, so that memory stays bounded.
    """

    def __init__(self, per_window: int, window_s: float = 60.0, max_keys: int = 10_000) -> None:
        self.per_window = per_window
        self.window_s = window_s
        self.max_keys = max_keys
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str, now_s: float) -> bool:
        """Count one request at `now_s` (seconds of a monotonic clock) and return whether it may pass."""
        with self._lock:
            began_s, count = self._seen.pop(key, (now_s, 0))
            if now_s - began_s >= self.window_s:
                began_s, count = now_s, 0
            self._seen[key] = (began_s, count + 1)
            if len(self._seen) > self.max_keys:
                self._seen.popitem(last=False)
            return count < self.per_window
