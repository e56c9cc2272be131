"""Find the same person and the same household over all corporations; open, update and close cases.

- **When**: after every load, and at 06:45 on working days.
- **Does**: links new signals to persons and households (doubtful pairs wait for a steward and stay apart),
  then brings cases and their clocks up to date.
- **When red**: rerun the red task: it starts where the database stands. No signal is lost; unlinked ones
  wait.
"""

from airflow.sdk import AssetOrTimeSchedule, dag, task

from vroegeropaf_airflow import assets, defaults
from vroegeropaf_airflow.edge import edge


@dag(
    schedule=AssetOrTimeSchedule(timetable=defaults.cron("45 6 * * 1-5"), assets=[assets.SIGNALS]),
    doc_md=__doc__,
    tags=["stage:linkage", "stage:cases", "impact:1"],
    **defaults.DAG,
)
def deduplicate_households():
    @task
    def link() -> dict[str, int]:
        from vroegeropaf_airflow.steps import linking

        with edge() as world:
            return linking.link(world)

    @task(outlets=[assets.CASES_IF_CHANGED])
    def update_cases(*, outlet_events) -> dict[str, int]:
        from vroegeropaf_airflow.steps import linking

        with edge() as world:
            return linking.update_cases(world, outlet_events)

    link() >> update_cases()


deduplicate_households()
