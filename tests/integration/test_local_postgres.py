"""The embedded Postgres keeps its data, survives a kill, and takes up a cluster that was left running."""

import os

import pytest

from vroegeropaf.local.ports import free_port
from vroegeropaf.local.postgres import LocalPostgres

PASSWORDS = {"postgres": "superuser-pw", "airflow": "airflow-pw", "vroegeropaf": "product-pw"}


@pytest.fixture
def server(tmp_path):
    """A durable cluster in a folder of its own."""
    postgres = LocalPostgres(tmp_path, free_port(), PASSWORDS, tmp_path / "postgres.log")
    postgres.start()
    yield postgres
    postgres.stop()
    postgres.forget()


def test_two_databases_two_owners_and_a_password_that_counts(server):
    """Each database belongs to the role of its name; a wrong password is refused."""
    import psycopg

    owners = dict(
        server.administer(
            "select datname, pg_get_userbyid(datdba) from pg_database where datname not like '%template%'"
        )
    )
    assert owners == {"airflow": "airflow", "vroegeropaf": "vroegeropaf", "postgres": "postgres"}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(
            host="127.0.0.1", port=server.port, user="airflow", password="wrong", dbname="airflow"
        )


def test_what_was_committed_survives_a_kill(server):
    """A kill -9 of the whole server loses nothing that was committed."""
    server.administer("create table kept as select generate_series(1, 1000) as number")
    server.kill()
    server.start()
    assert server.administer("select count(*) from kept") == [(1000,)]


def test_a_server_that_was_left_running_is_taken_over(server):
    """A second start on the same cluster first ends the server that an earlier run left behind."""
    server.administer("create table kept as select 1 as number")
    left_running = server.child.pid
    second = LocalPostgres(server.state_dir, free_port(), PASSWORDS, server.log_file)
    second.start()
    try:
        assert second.administer("select count(*) from kept") == [(1,)]
        assert second.child.pid != left_running
    finally:
        second.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up its rights")
def test_as_root_the_server_runs_as_an_unprivileged_user(server):
    """Postgres never runs as root, and no folder of root's is opened up for it."""
    from pathlib import Path

    assert Path(f"/proc/{server.child.pid}").stat().st_uid != 0
    assert str(server.data_dir).startswith("/var/lib/vroegeropaf/clusters/")
