"""The local Airflow without starting it: its settings, what its children see, and what is refused at once."""

import json
import socket
import sys
from pathlib import Path

import pytest

from vroegeropaf.errors import VroegEropafError
from vroegeropaf.local.airflow import LocalAirflow
from vroegeropaf.local.airflow_environment import inherited_environment
from vroegeropaf.local.ports import free_ports
from vroegeropaf.local.secrets import load_or_make
from vroegeropaf.settings import INCLUDE

DATABASE_URL = "postgresql+psycopg://airflow:secret@127.0.0.1:5432/airflow"


@pytest.fixture
def ports() -> dict[str, int]:
    """Free ports."""
    return free_ports({"airflow": 0, "worker_logs": 0, "triggerer_logs": 0})


def make(tmp_path: Path, ports: dict[str, int], **options) -> LocalAirflow:
    """Make a supervisor, not started."""
    return LocalAirflow(
        repository=INCLUDE.parent,
        state_dir=tmp_path / "airflow",
        logs=tmp_path / "logs",
        ports=ports,
        secrets=load_or_make(tmp_path),
        database_url=DATABASE_URL,
        **options,
    )


def test_environment_is_complete_and_closed(tmp_path, ports):
    """One database for both drivers, everything on 127.0.0.1, keys set, nothing reported to anybody."""
    found = make(tmp_path, ports).child_environment()
    assert found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == DATABASE_URL
    assert found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] == DATABASE_URL
    assert found["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert found["AIRFLOW__API__BASE_URL"] == f"http://127.0.0.1:{ports['airflow']}"
    assert found["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith(found["AIRFLOW__API__BASE_URL"])
    assert found["AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT"] == str(ports["worker_logs"])
    assert found["AIRFLOW__CORE__DAGS_FOLDER"] == str(INCLUDE.parent / "dags")
    assert len(found["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert found["GX_ANALYTICS_ENABLED"] == "false"
    assert "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS" not in found


def test_every_setting_exists_in_airflow(tmp_path, ports):
    """Each AIRFLOW__ variable names an option that this Airflow knows: it ignores others silently."""
    import airflow
    import yaml

    path = Path(airflow.__path__[0]) / "config_templates" / "config.yml"
    known = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [name for name in make(tmp_path, ports).child_environment() if name.startswith("AIRFLOW__")]
    assert len(names) > 25
    for name in names:
        _, section, option = name.lower().split("__")
        assert option in known[section]["options"], name


def test_connections_and_further_variables_are_passed_on(tmp_path, ports):
    """Connections go as JSON under Airflow's names; other variables as they are."""
    connection = {"conn_type": "sftp", "host": "127.0.0.1", "extra": {"key_file": "/k"}}
    options = {"connections": {"sftp_mitros": connection}, "environment": {"VROEGEROPAF_MAIL_FROM": "a@b.nl"}}
    found = make(tmp_path, ports, **options).child_environment()
    assert json.loads(found["AIRFLOW_CONN_SFTP_MITROS"]) == connection
    assert found["VROEGEROPAF_MAIL_FROM"] == "a@b.nl"


def test_surroundings_do_not_leak_in():
    """Settings of another Airflow or another Vroeg Eropaf are not inherited; our commands come first."""
    around = {"AIRFLOW__CORE__EXECUTOR": "X", "AIRFLOW_CONN_A": "x", "VROEGEROPAF_X": "x", "PATH": "/usr/bin"}
    found = inherited_environment(around | {"LANG": "C.UTF-8"})
    assert set(found) == {"PATH", "LANG"}
    assert found["PATH"].endswith(":/usr/bin")


def test_taken_port_is_refused_before_anything_starts(tmp_path, ports):
    """Where another program listens, nothing is started and the error names the port."""
    airflow = make(tmp_path, ports)
    with (
        socket.create_server(("127.0.0.1", ports["airflow"])),
        pytest.raises(VroegEropafError, match=f"port_taken: port {ports['airflow']}"),
    ):
        airflow.start()
    assert not (tmp_path / "logs").exists()
    assert airflow.failed() is None


def test_failed_migration_names_its_log(tmp_path, ports, monkeypatch):
    """When Airflow's tables cannot be made, the error says where to look, and nothing is left running."""
    airflow = make(tmp_path, ports)
    monkeypatch.setattr(airflow, "_head", lambda: "")
    false = tmp_path / "bin" / "airflow"
    false.parent.mkdir()
    false.write_text("#!/bin/sh\nexit 3\n")
    false.chmod(0o755)
    false.with_name("python").symlink_to(Path(sys.executable).resolve())
    monkeypatch.setattr("sys.executable", str(false.with_name("python")))
    with pytest.raises(VroegEropafError, match="ended with code 3") as caught:
        airflow.start()
    assert caught.value.code == "airflow_migration"
    assert "airflow-db-migrate.log" in str(caught.value)


def test_silent_airflow_is_told_as_such(tmp_path, ports):
    """When nobody answers, health is empty and a call fails with a code."""
    airflow = make(tmp_path, ports)
    assert airflow.heartbeats() == {}
    with pytest.raises(VroegEropafError, match="airflow_unreachable"):
        airflow.api("GET", "dags")
