"""All local parts together: Postgres, SFTP server, mailbox, visit form, Airflow."""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine

from vroegeropaf import database, roles
from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local.airflow import LocalAirflow
from vroegeropaf.local.ports import LOOPBACK, answers, free_ports
from vroegeropaf.local.postgres import LocalPostgres
from vroegeropaf.local.processes import ChildProcess, stop_all, wait_until
from vroegeropaf.local.sample.month import SampleFile
from vroegeropaf.local.sample.uploading import upload
from vroegeropaf.local.secrets import Secrets, SshKeys, load_or_make, ssh_keys
from vroegeropaf.region import Region
from vroegeropaf.region import load as load_region
from vroegeropaf.settings import INCLUDE, Settings

USUAL_PORTS = {
    "postgres": 54320,
    "sftp": 2222,
    "smtp": 2525,
    "mailbox": 8025,
    "portal": 8090,
    "airflow": 8080,
    "worker_logs": 8793,
    "triggerer_logs": 8794,
}
STABLE_AFTER_S = 2
ROLES = {"admin": roles.Role.OPERATOR, "steward": roles.Role.STEWARD}
QUIET_S = 2.0
DAGS_TIMEOUT_S = 120
Progress = Callable[[str], None]


@dataclass
class Stack:
    """
    The local parts of one state folder.

    Parameters
    ----------
    state_dir
        Keeps everything: databases, files, mails, keys, logs. A second start goes on with it.
    progress
        Is told, in Dutch, what is being started.
    """

    state_dir: Path
    progress: Progress
    region: Region = field(init=False)
    settings: Settings = field(init=False)
    engine: Engine = field(init=False)
    airflow: LocalAirflow = field(init=False)
    ports: dict[str, int] = field(init=False)
    secrets: Secrets = field(init=False)
    keys: SshKeys = field(init=False)
    postgres: LocalPostgres = field(init=False)
    _children: list[ChildProcess] = field(default_factory=list, init=False)

    # ---------------------------------------------------------------- places
    @property
    def logs(self) -> Path:
        """Folder of the parts' logs."""
        return self.state_dir / "logs"

    @property
    def mail_folder(self) -> Path:
        """Folder of the delivered mails."""
        return self.state_dir / "mail"

    @property
    def sftp_root(self) -> Path:
        """Folder with a folder for each corporation."""
        return self.state_dir / "sftp"

    @property
    def today_file(self) -> Path:
        """File with the calendar day that the product lives on."""
        return self.state_dir / "today"

    def url(self, part: str) -> str:
        """Return the address of a part that people open."""
        return f"http://{LOOPBACK}:{self.ports[part]}"

    # ---------------------------------------------------------------- life
    def start(self) -> None:
        """Start all parts; when one fails, the others are stopped again."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all parts; none of their processes is left."""
        if hasattr(self, "airflow"):
            self.airflow.stop()
        stop_all(self._children)
        self._children.clear()
        if hasattr(self, "postgres"):
            self.postgres.stop()

    def _start(self) -> None:
        self._prepare()
        self.progress("Postgres")
        self.postgres.start()
        self.engine = database.connect(self.settings)
        database.migrate(self.engine)
        with self.engine.begin() as db:
            for user, role in ROLES.items():
                roles.grant(db, user, role, "demo")
        self.progress("SFTP-server, postbus en bezoekformulier")
        self._start_servers()
        self.progress("Airflow")
        self.airflow.start()
        self.airflow.wait_dags({path.stem for path in (INCLUDE.parent / "dags").glob("*.py")}, DAGS_TIMEOUT_S)

    def _prepare(self) -> None:
        self.state_dir.mkdir(parents=True, exist_ok=True)
        self.secrets = load_or_make(self.state_dir)
        self.region = load_region(INCLUDE / "config")
        self.keys = ssh_keys(self.state_dir, list(self.region.parties.corporations))
        self.ports = free_ports(USUAL_PORTS)
        self.postgres = LocalPostgres(
            state_dir=self.state_dir,
            port=self.ports["postgres"],
            passwords=self.secrets.postgres_passwords,
            log_file=self.logs / "postgres.log",
        )
        if self.today_file.exists():
            self.today_file.touch()  # the day goes on where the story left it, not where the wall clock is
        else:
            self.set_today(date.today())  # noqa: DTZ011 - the story sets its own day before anything runs
        self.settings = Settings(
            database_url=SecretStr(self.postgres.url("vroegeropaf")),
            config_dir=self.region.config_dir,
            portal_url=self.url("portal"),
            airflow_url=self.url("airflow"),
            hash_key=SecretStr(self.secrets.hash_key),
            stable_after_s=STABLE_AFTER_S,
            today_file=self.today_file,
        )
        self.airflow = LocalAirflow(
            repository=INCLUDE.parent,
            state_dir=self.state_dir / "airflow",
            logs=self.logs,
            ports=self.ports,
            secrets=self.secrets,
            database_url=self.postgres.url("airflow"),
            connections=self._connections(),
            environment=self.environment(),
            progress=self.progress,
        )

    def environment(self) -> dict[str, str]:
        """Return the product's settings as environment variables for the parts."""
        return {
            "VROEGEROPAF_DATABASE_URL": self.settings.database_url.get_secret_value(),
            "VROEGEROPAF_CONFIG_DIR": str(self.settings.config_dir),
            "VROEGEROPAF_PORTAL_URL": self.settings.portal_url,
            "VROEGEROPAF_AIRFLOW_URL": self.settings.airflow_url,
            "VROEGEROPAF_MAIL_FROM": self.settings.mail_from,
            "VROEGEROPAF_HASH_KEY": self.settings.hash_key.get_secret_value(),
            "VROEGEROPAF_STABLE_AFTER_S": str(self.settings.stable_after_s),
            "VROEGEROPAF_TODAY_FILE": str(self.today_file),
        }

    def _connections(self) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = {
            f"sftp_{corporation}": {
                "conn_type": "sftp",
                "host": LOOPBACK,
                "port": self.ports["sftp"],
                "login": corporation,
                "extra": {"key_file": str(key), "host_key": self.keys.host_key_line},
            }
            for corporation, key in self.keys.client_keys.items()
        }
        found["smtp_default"] = {
            "conn_type": "smtp",
            "host": LOOPBACK,
            "port": self.ports["smtp"],
            "extra": {"disable_ssl": True, "disable_tls": True, "timeout": 30, "retry_limit": 0},
        }
        return found

    def _start_servers(self) -> None:
        parts = {
            "SFTP": [
                *("vroegeropaf.local.sftp_server", "--root", str(self.sftp_root)),
                *("--port", str(self.ports["sftp"]), "--host-key", str(self.keys.host_key)),
                *("--authorized", str(self.keys.authorized)),
            ],
            "mailbox": [
                *("vroegeropaf.local.mailbox", "--folder", str(self.mail_folder)),
                *("--smtp-port", str(self.ports["smtp"]), "--http-port", str(self.ports["mailbox"])),
            ],
            "portal": ["vroegeropaf.cli", "portal", "--port", str(self.ports["portal"])],
        }
        for name, arguments in parts.items():
            child = ChildProcess(
                name,
                [sys.executable, "-m", *arguments],
                log=self.logs / f"{name.lower()}.log",
                env=self.airflow.child_environment(),
            )
            self._children.append(child.start())
        wanted = [self.ports[name] for name in ("sftp", "smtp", "mailbox", "portal")]
        wait_until(lambda: all(answers(port) for port in wanted), self._children, 60)

    # ---------------------------------------------------------------- use
    def set_today(self, day: date) -> None:
        """Move the product's calendar to `day`; a datetime starts its clock anew too."""
        partial = self.today_file.with_suffix(".part")
        partial.write_text(day.isoformat(), encoding="utf-8")
        partial.replace(self.today_file)

    def upload(self, file: SampleFile) -> None:
        """Put a file into its corporation's inbox, over SFTP."""
        upload(
            file,
            LOOPBACK,
            self.ports["sftp"],
            self.keys.client_keys[file.corporation],
            self.keys.host_key_line,
        )

    def wait_quiet(self, timeout_s: float) -> None:
        """Wait until no run but waiting questions is busy, for some seconds on end."""
        quiet_since: float | None = None
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.airflow.is_busy(ignore=("review_delivery",)):
                quiet_since = None
            elif quiet_since is None:
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since >= QUIET_S:
                return
            time.sleep(0.3)
        raise VroegEropafError(
            "demo_not_quiet", f"runs were still busy after {timeout_s:.0f} s; logs: {self.logs}"
        )

    def failed_part(self) -> str | None:
        """Return which part has ended by itself, or None."""
        for child in self._children:
            if not child.is_running():
                return f"{child.name}: {child.log}"
        return self.airflow.failed()


def forget(state_dir: Path) -> None:
    """Remove a state folder and, as root, its cluster under /var/lib; a Postgres on it is stopped first."""
    postgres = LocalPostgres(state_dir, 0, {}, state_dir / "logs" / "postgres.log")
    postgres.stop_leftover()
    postgres.forget()
    shutil.rmtree(state_dir, ignore_errors=True)
