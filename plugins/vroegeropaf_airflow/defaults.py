"""What all DAGs share: start date, retries by kind of error, the failure alert, working-day schedules."""

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import (
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    MultipleCronTriggerTimetable,
    RetryAction,
    RetryRule,
)

from vroegeropaf_airflow.alerts import task_failed

TIMEZONE = "Europe/Amsterdam"

TASK: dict[str, Any] = {
    "owner": "vroegeropaf",
    "retries": 2,
    "retry_delay": timedelta(seconds=20),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(minutes=30),
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule(exception="vroegeropaf.errors.PermanentError", action=RetryAction.FAIL),
            RetryRule(exception="vroegeropaf.errors.ConfigurationError", action=RetryAction.FAIL),
            RetryRule(exception="vroegeropaf.errors.OutOfTimeError", action=RetryAction.FAIL),
            RetryRule(exception="airflow.sdk.exceptions.AirflowTaskTimeout", action=RetryAction.FAIL),
        ]
    ),
    "on_failure_callback": task_failed,
}

# As long as one corporation's fetch goes on, the files of all others wait to be loaded. So a line that broke
# gets one more try at once, which heals a blip; what took long or lasts waits for the next run, half an hour
# later. Nobody loses by it: the clocks count from the moment at which the sender's server got the file.
FETCH: dict[str, Any] = {
    "retries": 1,
    "retry_delay": timedelta(seconds=5),
    "retry_exponential_backoff": 0.0,
    "execution_timeout": timedelta(minutes=12),  # the last resort: SftpFolder's own budget ends earlier
}

DAG: dict[str, Any] = {
    "start_date": pendulum.datetime(2026, 1, 1, tz=TIMEZONE),
    "catchup": False,
    "max_active_runs": 1,
    "default_args": TASK,
}


def cron(expression: str) -> CronTriggerTimetable:
    """Return a clock in Dutch local time."""
    return CronTriggerTimetable(expression, timezone=TIMEZONE)


def crons(*expressions: str) -> MultipleCronTriggerTimetable:
    """Return one clock of several expressions, in Dutch local time."""
    return MultipleCronTriggerTimetable(*expressions, timezone=TIMEZONE)
