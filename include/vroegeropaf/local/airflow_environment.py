"""How the local Airflow is set up: environment variables only. No process, no clock."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vroegeropaf.local.ports import LOOPBACK
from vroegeropaf.local.secrets import Secrets

USERS = {"admin": "admin", "steward": "user", "viewer": "viewer"}
STRANGE = ("AIRFLOW_", "VROEGEROPAF_")


def airflow_environment(
    *,
    repository: Path,
    home: Path,
    ports: Mapping[str, int],
    secrets: Secrets,
    database_url: str,
    password_file: Path,
) -> dict[str, str]:
    """
    Return the settings of Airflow.

    Parameters
    ----------
    repository
        Holds ``dags`` and ``plugins``.
    home
        AIRFLOW_HOME: task logs come here.
    ports
        ``airflow``, ``worker_logs``, ``triggerer_logs``.
    secrets
        Its keys.
    database_url
        SQLAlchemy URL (psycopg) of Airflow's own database.
    password_file
        Where the passwords of the three users stand.

    Notes
    -----
    Small: four tasks at once, one parsing process. Quick: the scheduler looks five times a second. Closed:
    everything listens on 127.0.0.1 only, and nothing reports to anybody.
    """
    url = f"http://{LOOPBACK}:{ports['airflow']}"
    options = {
        ("core", "dags_folder"): str(repository / "dags"),
        ("core", "plugins_folder"): str(repository / "plugins"),
        ("core", "executor"): "LocalExecutor",
        ("core", "parallelism"): "4",
        ("core", "load_examples"): "False",
        ("core", "dags_are_paused_at_creation"): "False",
        ("core", "default_timezone"): "Europe/Amsterdam",
        ("core", "execution_api_server_url"): f"{url}/execution/",
        ("core", "fernet_key"): secrets.fernet_key,
        ("core", "simple_auth_manager_users"): ",".join(f"{user}:{role}" for user, role in USERS.items()),
        ("core", "simple_auth_manager_passwords_file"): str(password_file),
        ("database", "sql_alchemy_conn"): database_url,
        # Not left to Airflow, which would choose another driver.
        ("database", "sql_alchemy_conn_async"): database_url,
        ("api", "host"): LOOPBACK,
        ("api", "port"): str(ports["airflow"]),
        ("api", "base_url"): url,
        ("api", "instance_name"): "Vroeg Eropaf",
        ("api", "secret_key"): secrets.jwt_secret,
        ("api", "workers"): "1",
        ("api_auth", "jwt_secret"): secrets.jwt_secret,
        ("dag_processor", "parsing_processes"): "1",
        ("dag_processor", "min_file_process_interval"): "30",
        ("scheduler", "scheduler_idle_sleep_time"): "0.2",
        ("scheduler", "enable_health_check"): "False",
        # INFO: at DEBUG, hooks and drivers log statements with their values.
        ("logging", "logging_level"): "INFO",
        ("logging", "worker_log_server_port"): str(ports["worker_logs"]),
        ("logging", "trigger_log_server_port"): str(ports["triggerer_logs"]),
    }
    named = {f"AIRFLOW__{section.upper()}__{key.upper()}": value for (section, key), value in options.items()}
    return {"AIRFLOW_HOME": str(home), "GX_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", **named}


def connection_environment(connections: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return connections, by id, as the variables in which Airflow looks for them."""
    return {f"AIRFLOW_CONN_{name.upper()}": json.dumps(value) for name, value in connections.items()}


def inherited_environment(surroundings: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of ours that a child may see: no other Airflow's settings, our commands first."""
    kept = {name: value for name, value in surroundings.items() if not name.startswith(STRANGE)}
    commands = str(Path(sys.executable).parent)
    return kept | {"PATH": os.pathsep.join(filter(None, [commands, kept.get("PATH", "")]))}
