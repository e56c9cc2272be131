"""
Started between us and a child: gives up root where asked, ties the child's life to ours, becomes the child.

Runs by path with ``python -I -S``, so it may import the standard library only, and nothing at all once root
is given up: the other user may be unable to read it. A program of its own, not a ``preexec_fn``, because
forking Python code out of a process with threads can deadlock.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Take our pid, the signal on our death, user and group id (-1: keep), the child's path and arguments."""
    parent, death_signal, user_id, group_id = (int(word) for word in arguments[:4])
    command = arguments[4:]
    if user_id >= 0:
        os.setgroups([group_id])
        os.setgid(group_id)
        os.setuid(user_id)
    if sys.platform == "linux":
        # After setuid: changing the user forgets the wish.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        sys.exit("the starting process is gone already")
    try:
        os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
