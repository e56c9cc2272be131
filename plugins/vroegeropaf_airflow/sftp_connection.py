"""Airflow's SFTPHook with three faults cured: it cannot hang, it pins the host key, it lists odd names."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import paramiko
from airflow.providers.sftp.hooks.sftp import SFTPHook
from airflow.providers.ssh.hooks.ssh import SSHHook
from paramiko.sftp import CMD_CLOSE, CMD_HANDLE, CMD_NAME, CMD_OPENDIR, CMD_READDIR, SFTPError

LOGIN_TIMEOUT_S = 20
MOST_NAMES = 20_000  # a listing that never ends would fill our memory


class OddNamesClient(paramiko.SFTPClient):  # type: ignore[misc]  # paramiko has no types
    """Paramiko's client, which would fail on a whole folder for one file name that is not UTF-8."""

    def listdir_attr(self, path: str = ".") -> list[paramiko.SFTPAttributes]:
        """Return all entries; a name that is not UTF-8 has replacement characters."""
        kind, answer = self._request(CMD_OPENDIR, self._adjust_cwd(path))
        if kind != CMD_HANDLE:
            raise SFTPError("expected a handle")
        handle = answer.get_binary()
        found = []
        while True:
            try:
                kind, answer = self._request(CMD_READDIR, handle)
            except EOFError:
                break
            if kind != CMD_NAME:
                raise SFTPError("expected names")
            for _ in range(answer.get_int()):
                name, longname = (answer.get_string().decode("utf-8", "replace") for _ in range(2))
                found.append(paramiko.SFTPAttributes._from_msg(answer, name, longname))
            if len(found) > MOST_NAMES:
                raise SFTPError("too many names")
        self._request(CMD_CLOSE, handle)
        return [attributes for attributes in found if attributes.filename not in (".", "..")]


class BoundedSftpHook(SFTPHook):
    """
    The hook with an end to every wait.

    Parameters
    ----------
    conn_id
        Airflow connection of type sftp with the extras ``host_key`` and ``key_file`` or ``private_key``.
    timeout_s
        Seconds without an answer after which the line counts as down.
    """

    def __init__(self, conn_id: str, timeout_s: float) -> None:
        super().__init__(
            ssh_conn_id=conn_id,
            conn_retry_attempts=1,  # three refused keys in a row may lock the account
            no_host_key_check=False,  # wins over a careless extra
            conn_timeout=LOGIN_TIMEOUT_S,
            banner_timeout=LOGIN_TIMEOUT_S,
            auth_timeout=LOGIN_TIMEOUT_S,
        )
        self.allow_host_key_change = False
        self.look_for_keys = not (self.key_file or self.pkey or self.password)
        self._timeout_s = timeout_s

    @contextmanager
    def get_managed_conn(self) -> Iterator[paramiko.SFTPClient]:
        """Open the connection on first entry, close it on last exit."""
        if self._sftp_conn is None:
            with _agent_hidden(unless=self.look_for_keys):
                client = SSHHook.get_conn(self)
            try:
                self._sftp_conn = self._open_channel(client)
            except BaseException:
                client.close()
                raise
            self._ssh_conn = client
        with super().get_managed_conn() as connection:
            yield connection

    def _open_channel(self, client: paramiko.SSHClient) -> paramiko.SFTPClient:
        transport = client.get_transport()
        if transport is None:
            raise paramiko.SSHException("no transport")
        with deadline(transport, self._timeout_s):
            channel = transport.open_session(timeout=self._timeout_s)
            channel.settimeout(self._timeout_s)
            channel.invoke_subsystem("sftp")
            return OddNamesClient(channel)

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Cut the open connection when the work inside takes longer than so many seconds."""
        transport = None if self._ssh_conn is None else self._ssh_conn.get_transport()
        if transport is None:
            raise paramiko.SSHException("no transport")
        with deadline(transport, seconds):
            yield

    @property
    def sftp(self) -> paramiko.SFTPClient:
        """The open connection."""
        if self._sftp_conn is None:
            raise paramiko.SSHException("not connected")
        return self._sftp_conn

    def cut(self) -> None:
        """Break the connection off on our side."""
        transport = None if self._ssh_conn is None else self._ssh_conn.get_transport()
        if transport is not None:
            transport.close()

    def is_alive(self) -> bool:
        """Tell whether the connection is still open on our side."""
        transport = None if self._ssh_conn is None else self._ssh_conn.get_transport()
        return transport is not None and transport.is_active()


@contextmanager
def _agent_hidden(unless: bool) -> Iterator[None]:
    """Hide the machine's key agent: each key in it would be one more refused login after that of the key."""
    socket = None if unless else os.environ.pop("SSH_AUTH_SOCK", None)
    try:
        yield
    finally:
        if socket is not None:
            os.environ["SSH_AUTH_SOCK"] = socket


@contextmanager
def deadline(transport: paramiko.Transport, seconds: float) -> Iterator[None]:
    """Close the transport after so many seconds: ends waits that know no timeout, and a dripping server."""
    timer = threading.Timer(seconds, transport.close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
