"""Remind teams of their visits and climb the ladder before a case's bailiff date.

- **When**: after planning, and at 07:30 on working days.
- **Does**: reminders of the next working day's visits; coordinator, WIL lead, request for postponement;
  each step once. In the week after one in which the teams were full, the figures of that week.
- **When red**: rerun: what was fired is recorded, nothing is mailed twice. Do this the same day: bailiff
  dates do not wait.
"""

from airflow.sdk import AssetOrTimeSchedule, dag, task

from vroegeropaf_airflow import assets, defaults
from vroegeropaf_airflow.edge import edge


@dag(
    schedule=AssetOrTimeSchedule(timetable=defaults.cron("30 7 * * 1-5"), assets=[assets.VISITS]),
    doc_md=__doc__,
    tags=["stage:escalation", "impact:1"],
    **defaults.DAG,
)
def escalate_unvisited():
    @task(outlets=[assets.OUTBOX_IF_FILLED])
    def escalate(*, outlet_events) -> dict:
        from vroegeropaf_airflow.steps import visiting

        with edge() as world:
            return visiting.escalate(world, outlet_events)

    escalate()


escalate_unvisited()
