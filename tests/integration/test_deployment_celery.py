"""The Celery profile of docker-compose.yml, as far as it goes without a broker."""

import os
import subprocess
import sys

SCRIPT = """
from airflow.providers.celery.executors.celery_executor_utils import app
app.backend.store_result("task-1", {"is": "kept"}, "SUCCESS")
print(app.backend.get_result("task-1"))
"""


def test_celery_keeps_its_results_in_airflows_database(database_url: str, tmp_path):
    """The locked Celery and Airflow's provider fit, and no result backend has to be configured."""
    environment = os.environ | {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database_url,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": database_url,
    }
    outcome = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr[-2000:]
    assert outcome.stdout.strip().endswith("{'is': 'kept'}")
