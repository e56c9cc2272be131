"""Ports of the local parts."""

import socket

from vroegeropaf.local import ports


def listener(host: str = "127.0.0.1") -> socket.socket:
    """Listen on any port."""
    return socket.create_server((host, 0))


def test_usual_port_is_taken_when_it_is_free():
    """The port that people know is used when nobody sits on it, also right after its user has gone."""
    with listener() as taken:
        port = taken.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            taken.accept()[0].close()
    assert ports.free_port(port) == port
    assert ports.is_free(port)
    assert not ports.answers(port)


def test_taken_port_is_avoided():
    """A port that somebody listens on, on this address or on all, is never handed out."""
    for host in ("127.0.0.1", "0.0.0.0"):  # noqa: S104
        with listener(host) as taken:
            port = taken.getsockname()[1]
            assert not ports.is_free(port)
            assert ports.answers(port)
            chosen = ports.free_port(port)
            assert chosen != port
            assert ports.is_free(chosen)


def test_names_never_share_a_port():
    """Names with the same usual port, or none, get different ports."""
    usual = ports.free_port()
    chosen = ports.free_ports({"a": usual, "b": usual, "c": 0, "d": 0})
    assert chosen["a"] == usual
    assert len(set(chosen.values())) == 4
