"""Keys and passwords of the local parts: made once, kept in the state folder, readable by its owner only."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

AIRFLOW_USERS = ("admin", "steward", "viewer")
POSTGRES_ROLES = ("postgres", "airflow", "vroegeropaf")
HOST_KEY = "host_ed25519"


@dataclass(frozen=True)
class Secrets:
    """What the local parts share among themselves; never shown by ``repr``."""

    fernet_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    hash_key: str = field(repr=False)
    airflow_passwords: dict[str, str] = field(repr=False)
    postgres_passwords: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class SshKeys:
    """
    Key files of the SFTP server and its accounts.

    Parameters
    ----------
    host_key
        The server's private key.
    host_key_line
        Its public half as ``ssh-ed25519 AAAA...``: the ``host_key`` extra of an Airflow connection.
    client_keys
        Private key file of each account.
    authorized
        Folder with one public key file an account, named after it.
    """

    host_key: Path
    host_key_line: str
    client_keys: dict[str, Path]
    authorized: Path


def load_or_make(state_dir: Path) -> Secrets:
    """Return the secrets in ``<state_dir>/secrets.json``; what lacks is made and stored."""
    path = state_dir / "secrets.json"
    with _locked(state_dir):
        stored: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        values = {name: stored.get(name) or make() for name, make in _makers().items()}
        if values != stored:
            write_private(path, json.dumps({**stored, **values}, indent=2) + "\n")
    return Secrets(
        fernet_key=values["fernet_key"],
        jwt_secret=values["jwt_secret"],
        hash_key=values["hash_key"],
        airflow_passwords={user: values[f"airflow_{user}"] for user in AIRFLOW_USERS},
        postgres_passwords={role: values[f"postgres_{role}"] for role in POSTGRES_ROLES},
    )


def _makers() -> dict[str, Callable[[], str]]:
    makers: dict[str, Callable[[], str]] = {
        "fernet_key": lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"),
        "jwt_secret": lambda: secrets.token_urlsafe(64),
        "hash_key": lambda: secrets.token_hex(32),
    }
    makers |= {f"airflow_{user}": lambda: secrets.token_urlsafe(12) for user in AIRFLOW_USERS}
    makers |= {f"postgres_{role}": lambda: secrets.token_hex(16) for role in POSTGRES_ROLES}
    return makers


def ssh_keys(state_dir: Path, accounts: Sequence[str]) -> SshKeys:
    """Return the key files in ``<state_dir>/ssh``, making what lacks; removed accounts lose their access."""
    folder = state_dir / "ssh"
    authorized = folder / "authorized"
    with _locked(state_dir):
        authorized.mkdir(parents=True, exist_ok=True)
        host_key_line = _key_pair(folder / HOST_KEY)
        for account in accounts:
            line = _key_pair(folder / account)
            if not (authorized / account).exists():
                write_private(authorized / account, line + "\n")
        for leftover in authorized.iterdir():
            if leftover.name not in accounts:
                leftover.unlink()
    client_keys = {account: folder / account for account in accounts}
    return SshKeys(folder / HOST_KEY, host_key_line, client_keys, authorized)


def _key_pair(path: Path) -> str:
    """Make an ed25519 key where none is; return its public line."""
    import asyncssh

    if not path.exists():
        write_private(path, asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode("ascii"))
    line: bytes = asyncssh.read_private_key(path).export_public_key()
    return line.decode("ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 600, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


@contextmanager
def _locked(state_dir: Path) -> Iterator[None]:
    """Let one process at a time make secrets."""
    state_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(state_dir / "secrets.lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
