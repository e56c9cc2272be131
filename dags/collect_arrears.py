"""Collect the arrears files of all corporations, check them, load them.

- **When**: every half hour on working days, 06:00 to 20:00.
- **Does**: looks into each corporation's SFTP folder, fetches what is new and complete; then one task
  checks all that waits, loads it, applies withdrawals, reports to each sender by mail and notices what is
  late or waits too long; it wakes the planner for leave that was entered and visits that must not take
  place; files are archived and feedback is laid in `out/`; held deliveries get their question to the
  data steward.
- **When red**: open the red corporation under *fetch*: its log ends with a code that the README explains.
  The other corporations went on. Nothing is lost: the next run takes up what this one left.
"""

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import TriggerRule, dag, task

from vroegeropaf_airflow import assets, defaults
from vroegeropaf_airflow.edge import edge


@dag(
    schedule=defaults.crons("0,30 6-19 * * 1-5", "0 20 * * 1-5"),
    doc_md=__doc__,
    tags=["stage:deliveries", "impact:1"],
    **defaults.DAG,
)
def collect_arrears():
    @task
    def corporations() -> list[str]:
        from vroegeropaf_airflow.steps import collecting

        with edge() as world:
            return collecting.corporations(world)

    @task(map_index_template="{{ corporation }}", **defaults.FETCH)
    def fetch(corporation: str) -> dict[str, str | int]:
        from vroegeropaf_airflow.steps import collecting

        collecting.name_map_index(corporation)
        with edge() as world:
            return collecting.fetch(world, corporation)

    @task(
        trigger_rule=TriggerRule.ALL_DONE,
        outlets=[assets.SIGNALS_IF_CHANGED, assets.CASES_IF_CHANGED, assets.OUTBOX_IF_FILLED],
    )
    def check_and_load(*, outlet_events) -> dict[str, int]:
        from vroegeropaf_airflow.steps import collecting

        with edge() as world:
            return collecting.check_and_load(world, outlet_events)

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def archive(fetched: list[dict]) -> dict[str, int]:
        from vroegeropaf_airflow.steps import collecting

        with edge() as world:
            return collecting.archive(world, [one["corporation"] for one in fetched or []])

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def find_questions() -> list[dict]:
        from vroegeropaf_airflow.steps import reviewing

        with edge() as world:
            return reviewing.runs_to_start(world)

    fetched = fetch.expand(corporation=corporations())
    loaded = check_and_load()
    fetched >> loaded
    loaded >> archive(fetched)
    questions = find_questions()
    loaded >> questions
    TriggerDagRunOperator.partial(
        task_id="ask_steward", trigger_dag_id="review_delivery", reset_dag_run=True
    ).expand_kwargs(questions)


collect_arrears()
