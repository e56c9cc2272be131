"""Free TCP ports on this machine: the usual one where nobody sits, else any."""

import contextlib
import socket
from collections.abc import Mapping

LOOPBACK = "127.0.0.1"
CONNECT_TIMEOUT_S = 0.5


def free_ports(usual: Mapping[str, int]) -> dict[str, int]:
    """
    Choose a different free port for each name.

    Parameters
    ----------
    usual
        Name to the port that people know; 0 means any.

    Notes
    -----
    All chosen ports are held until the last is chosen, so no two names share one. Between this call and the
    start of the part another program may still take it: the part then fails with its own error.
    """
    with contextlib.ExitStack() as held:
        chosen = {}
        for name, port in usual.items():
            listener = _hold(port) or _hold(0)
            if listener is None:
                raise OSError("no free port on 127.0.0.1")
            held.enter_context(listener)
            chosen[name] = int(listener.getsockname()[1])
        return chosen


def free_port(usual: int = 0) -> int:
    """Return `usual` if it is free, else a free port."""
    return free_ports({"": usual})[""]


def is_free(port: int) -> bool:
    """Tell whether nobody listens on the port and we could."""
    listener = _hold(port)
    if listener is None:
        return False
    listener.close()
    return True


def answers(port: int) -> bool:
    """Tell whether somebody accepts connections on the port."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), CONNECT_TIMEOUT_S):
        return True
    return False


def _hold(port: int) -> socket.socket | None:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Without it the port of a part that has just stopped counts as taken for a minute.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(1)
    except OSError:
        listener.close()
        return None
    return listener
