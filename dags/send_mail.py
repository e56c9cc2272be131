"""Send what waits in the outbox.

- **When**: as soon as a stage queued mail, and every ten minutes.
- **Does**: one mail at a time, each with its own Message-ID; a busy server is tried again later, a refused
  address is shown on the page *Bezoeken*.
- **When red**: *smtp_unreachable*: the mail server does not answer. Everything stays queued and goes out
  when it does.
"""

from airflow.sdk import AssetOrTimeSchedule, dag, task

from vroegeropaf_airflow import assets, defaults
from vroegeropaf_airflow.edge import edge


@dag(
    schedule=AssetOrTimeSchedule(timetable=defaults.cron("*/10 * * * *"), assets=[assets.OUTBOX]),
    doc_md=__doc__,
    tags=["stage:messages", "impact:1"],
    **defaults.DAG,
)
def send_mail():
    @task
    def drain() -> dict[str, int]:
        from vroegeropaf_airflow.steps import mailing

        with edge() as world:
            return mailing.drain(world)

    drain()


send_mail()
