"""Our supervisor of Airflow: migrate, start its four parts, wait until they are well, stop them all."""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local import ports as local_ports
from vroegeropaf.local.airflow_client import AirflowClient
from vroegeropaf.local.airflow_environment import (
    airflow_environment,
    connection_environment,
    inherited_environment,
)
from vroegeropaf.local.processes import ChildProcess, stop_all, wait_until
from vroegeropaf.local.secrets import Secrets, write_private

PARTS = ("api-server", "scheduler", "dag-processor", "triggerer")
MIGRATE_TIMEOUT_S = 300.0
START_TIMEOUT_S = 240.0
HEALTH_POLL_S = 0.5
HEALTHY = {"metadatabase", "scheduler", "dag_processor", "triggerer"}


class LocalAirflow(AirflowClient):
    """
    One Airflow on this machine; also the client of it.

    Parameters
    ----------
    repository
        Holds ``dags`` and ``plugins``.
    state_dir
        Becomes AIRFLOW_HOME.
    logs
        Folder of the parts' logs.
    ports
        Free ports by name: ``airflow``, ``worker_logs``, ``triggerer_logs``.
    database_url
        SQLAlchemy URL (psycopg) of Airflow's own database.
    connections
        Airflow connections by id.
    environment
        Further variables that all parts see.
    progress
        Is told, in Dutch, what happens.
    """

    def __init__(
        self,
        *,
        repository: Path,
        state_dir: Path,
        logs: Path,
        ports: Mapping[str, int],
        secrets: Secrets,
        database_url: str,
        connections: Mapping[str, Mapping[str, Any]] | None = None,
        environment: Mapping[str, str] | None = None,
        progress: Callable[[str], None] = lambda what: None,
    ) -> None:
        super().__init__(f"http://{local_ports.LOOPBACK}:{ports['airflow']}", secrets.airflow_passwords)
        self._home = state_dir
        self._logs = logs
        self._ports = {name: ports[name] for name in ("airflow", "worker_logs", "triggerer_logs")}
        self._progress = progress
        self._password_file = state_dir / "passwords.json"
        self._environment = airflow_environment(
            repository=repository,
            home=state_dir,
            ports=self._ports,
            secrets=secrets,
            database_url=database_url,
            password_file=self._password_file,
        )
        self._environment |= connection_environment(connections or {}) | dict(environment or {})
        self._children: list[ChildProcess] = []

    @property
    def task_logs(self) -> Path:
        """Folder of the task logs."""
        return self._home / "logs"

    def child_environment(self) -> dict[str, str]:
        """Return the whole environment of a part; other local parts that use our connections want it too."""
        return inherited_environment(os.environ) | self._environment

    def start(self) -> None:
        """
        Migrate, start the parts, wait until all are healthy.

        Raises
        ------
        VroegEropafError
            ``port_taken``, ``airflow_missing``, or ``local_part_failed`` and ``local_part_slow``, which name
            the part and its log. Nothing is left running then.
        """
        self._demand_free_ports()
        write_private_json(self._password_file, self._passwords)
        try:
            self._migrate()
            self._start_parts()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all parts; none of their processes is left."""
        stop_all(self._children)
        self._children.clear()
        self._tokens.clear()

    def failed(self) -> str | None:
        """Return which part has ended by itself, with its log; None while all is well."""
        for child in self._children:
            code = child.exit_code()
            if code is not None:
                return f"{child.name} (exit code {code}): {child.log}"
        return None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _demand_free_ports(self) -> None:
        for name, port in self._ports.items():
            if not local_ports.is_free(port):
                raise VroegEropafError("port_taken", f"port {port} ({name}) is taken by another program")

    def _child(self, name: str, *arguments: str) -> ChildProcess:
        # Beside our Python, so that no other Airflow on the PATH is started.
        program = Path(sys.executable).with_name("airflow")
        if not program.exists():
            raise VroegEropafError("airflow_missing", f"{program} is not there; run make install")
        return ChildProcess(
            f"airflow {name}",
            [str(program), *arguments],
            log=self._logs / f"airflow-{name}.log",
            env=self.child_environment(),
            cwd=self._home,
        )

    def _migrate(self) -> None:
        """Bring Airflow's tables up to date; skipped when this version has done so in this database."""
        marker = self._home / "migrated.json"
        wanted = {"airflow": version("apache-airflow-core"), "database": self._head()}
        if (
            wanted["database"]
            and marker.exists()
            and json.loads(marker.read_text(encoding="utf-8")) == wanted
        ):
            return
        self._progress("Airflow: tabellen bijwerken")
        with self._child("db-migrate", "db", "migrate") as migration:
            code = migration.wait(MIGRATE_TIMEOUT_S)
        if code != 0:
            why = "takes too long" if code is None else f"ended with code {code}"
            raise VroegEropafError(
                "airflow_migration", f"airflow db migrate {why}; its log is {migration.log}"
            )
        write_private_json(marker, wanted | {"database": self._head()})

    def _head(self) -> str:
        """Return the revision of Airflow's tables, empty when there are none."""
        from sqlalchemy import create_engine, inspect, text
        from sqlalchemy.pool import NullPool

        engine = create_engine(self._environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"], poolclass=NullPool)
        if not inspect(engine).has_table("alembic_version"):
            return ""
        with engine.connect() as db:
            return str(db.execute(text("select version_num from alembic_version")).scalar() or "")

    def _start_parts(self) -> None:
        started_at = datetime.now(UTC)
        self._progress("Airflow: onderdelen starten")
        self._children = [self._child(name, name) for name in PARTS]
        for child in self._children:
            child.start()
        begun = time.monotonic()
        wait_until(lambda: self._is_healthy(started_at), self._children, START_TIMEOUT_S, HEALTH_POLL_S)
        self.token()  # refused by any other Airflow: our passwords are nobody else's
        self._progress(f"Airflow: gezond na {time.monotonic() - begun:.0f} s")

    def _is_healthy(self, started_at: datetime) -> bool:
        """Tell whether all parts are well; a heartbeat from before our start is an earlier run's."""
        found = self.heartbeats()
        return set(found) >= HEALTHY and all(
            status == "healthy" and (not beat or datetime.fromisoformat(beat) >= started_at)
            for status, beat in (found[part] for part in HEALTHY)
        )


def write_private_json(path: Path, value: object) -> None:
    """Write a value as a JSON file of mode 600, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps(value))
