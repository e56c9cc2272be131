"""An SFTP server on this machine: an account a corporation, public keys only, no way out of its folder."""

import argparse
import asyncio
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncssh

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local.ports import LOOPBACK
from vroegeropaf.local.secrets import ssh_keys

FOLDERS = ("in", "archive", "out")
START_TIMEOUT_S = 15.0
ACCOUNT = re.compile(r"[a-z][a-z0-9_]{0,40}")


class JailedFiles(asyncssh.SFTPServer):
    """
    The files of one account.

    asyncssh's own chroot works on names only: it follows symbolic links out of the folder. So every path is
    resolved here, and links cannot be made at all.
    """

    def __init__(self, channel: Any, folder: Path) -> None:
        super().__init__(channel, chroot=os.fsencode(folder))
        self._folder = os.path.realpath(os.fsencode(folder))

    def map_path(self, path: bytes) -> bytes:
        """Return the local path of a name; `..` stays inside, a link to the outside is refused."""
        mapped: bytes = super().map_path(path)
        self._demand_inside(mapped)
        return mapped

    def lstat(self, path: bytes) -> os.stat_result:
        """Describe a link itself, so that a folder with a link to the outside can still be listed."""
        mapped: bytes = super().map_path(path)
        self._demand_inside(os.path.dirname(mapped) if mapped != self._folder else mapped)
        return os.lstat(mapped)

    def readlink(self, path: bytes) -> bytes:
        """Refuse: where a link points to is nobody's business."""
        raise asyncssh.SFTPPermissionDenied("links cannot be read")

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse: a link is a way out."""
        raise asyncssh.SFTPPermissionDenied("links cannot be made")

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse: a link is a way out."""
        raise asyncssh.SFTPPermissionDenied("links cannot be made")

    def _demand_inside(self, mapped: bytes) -> None:
        real = os.path.realpath(mapped)
        if real != self._folder and not real.startswith(self._folder + b"/"):
            raise asyncssh.SFTPPermissionDenied("outside the folder of this account")


class Accounts(asyncssh.SSHServer):
    """Who may log in: the accounts with a public key file in the folder `authorized`."""

    def __init__(self, authorized: Path) -> None:
        self._authorized = authorized
        self._connection: Any = None

    def connection_made(self, conn: Any) -> None:
        """Remember the connection."""
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        """Set the keys of the account; an unknown one has none, and is refused like a wrong key."""
        key_file = self._authorized / username
        if ACCOUNT.fullmatch(username) and key_file.is_file():
            self._connection.set_authorized_keys(os.fspath(key_file))
        return True


def prepare_folders(root: Path, account: str) -> Path:
    """Make ``in``, ``archive`` and ``out`` of an account; return its folder."""
    folder = root / account
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


async def serve(
    root: Path, port: int, host_key: Path, authorized: Path, files: type[JailedFiles] = JailedFiles
) -> Any:
    """Start listening on 127.0.0.1; return asyncssh's acceptor."""

    def files_of(channel: Any) -> JailedFiles:
        return files(channel, prepare_folders(root, channel.get_extra_info("username")))

    for key_file in authorized.iterdir():
        prepare_folders(root, key_file.name)
    return await asyncssh.listen(
        LOOPBACK,
        port,
        server_factory=lambda: Accounts(authorized),
        server_host_keys=[os.fspath(host_key)],
        sftp_factory=files_of,
        password_auth=False,
        kbdint_auth=False,
        agent_forwarding=False,
        reuse_address=True,
    )


class LocalSftpServer:
    """
    The server in a thread of this process, for tests; the demo runs this module as a child.

    Parameters
    ----------
    state_dir
        Keys come into ``ssh``, files into ``sftp/<account>``.
    accounts
        Codes of the corporations.
    files
        How files are served; tests pass a class that misbehaves.
    port
        0 means any free one.
    """

    host = LOOPBACK

    def __init__(
        self, state_dir: Path, accounts: Sequence[str], files: type[JailedFiles] = JailedFiles, port: int = 0
    ) -> None:
        self.port = port
        self._root = state_dir / "sftp"
        self._keys = ssh_keys(state_dir, accounts)
        self._files = files
        self._acceptor: Any = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="local-sftp", daemon=True)

    @property
    def host_key_line(self) -> str:
        """Public host key to pin."""
        return self._keys.host_key_line

    def key_path(self, corporation: str) -> Path:
        """Return the private key file that an account logs in with."""
        return self._keys.client_keys[corporation]

    def folder(self, corporation: str) -> Path:
        """Return the local folder with ``in``, ``archive`` and ``out``."""
        return self._root / corporation

    def start(self) -> Self:
        """Start listening; `port` is known afterwards."""
        self._thread.start()
        starting = serve(self._root, self.port, self._keys.host_key, self._keys.authorized, self._files)
        try:
            self._acceptor = self._run(starting)
        except OSError as error:
            self._end_loop()
            raise VroegEropafError(
                "local_part_failed", f"SFTP server cannot listen on port {self.port}: {error.strerror}"
            ) from None
        self.port = self._acceptor.get_port()
        return self

    def stop(self) -> None:
        """Cut all connections and stop listening."""
        if self._acceptor is not None:
            self._run(self._close())
            self._acceptor = None
            self._end_loop()

    async def _close(self) -> None:
        self._acceptor.close()
        await self._acceptor.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(START_TIMEOUT_S)

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_TIMEOUT_S)
        self._loop.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def main() -> None:
    """Serve until we are ended."""
    parser = argparse.ArgumentParser(description="SFTP server of the local parts")
    parser.add_argument("--root", type=Path, required=True, help="folder with a folder for each account")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host-key", type=Path, required=True, help="private key file of the server")
    parser.add_argument("--authorized", type=Path, required=True, help="folder with a public key an account")
    options = parser.parse_args()

    async def run() -> None:
        acceptor = await serve(options.root, options.port, options.host_key, options.authorized)
        await acceptor.wait_closed()

    asyncio.run(run())


if __name__ == "__main__":
    main()
