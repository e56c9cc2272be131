"""Plan the visits of the joint teams for the coming ten working days and send what goes out.

- **When**: after linking, at 07:00 on working days, and when a collection finds leave that was entered, a
  hold that was lifted or a visit that must not take place.
- **Asks** first where the cases are and how long ways take, when the connections `pdok`, `osrm` or `valhalla`
  are given. What does not answer never stops the plan: area and formula serve, see `core.plan_run.sources`.
- **Does**: calls off visits of closed and held cases and of teams with leave, plans the open ones, lets the
  independent checker read the plan, stores it, and locks and queues the mails of visits at most two working
  days ahead. A visit that was sent never moves: it takes place or is called off by mail.
- **When red**: *plan_invalid* means that the checker refused the plan: yesterday's stands. Rerun after the
  cause is gone.
"""

from airflow.sdk import AssetOrTimeSchedule, dag, task

from vroegeropaf_airflow import assets, defaults
from vroegeropaf_airflow.edge import edge


@dag(
    schedule=AssetOrTimeSchedule(timetable=defaults.cron("0 7 * * 1-5"), assets=[assets.CASES]),
    doc_md=__doc__,
    tags=["stage:planning", "impact:1"],
    **defaults.DAG,
)
def assign_visits():
    @task(outlets=[assets.VISITS, assets.OUTBOX_IF_FILLED])
    def assign(*, outlet_events) -> dict:
        from vroegeropaf_airflow.steps import visiting

        with edge() as world:
            return visiting.assign(world, outlet_events)

    assign()


assign_visits()
