"""Ask the data steward what to do with a held delivery, and do it.

- **When**: one run per held delivery, started by *collect_arrears*; the run waits in *Required Actions*.
- **Does**: asks in Dutch what was found, what each answer does and what happens without one; records the
  answer with who and when; applies it; tells the corporation. An answer that comes after the term, or after
  another one, is skipped and changes nothing.
- **When red**: *apply_answer* shows why the answer could not be applied, e.g. `role_missing`: who answered
  is no steward of ours (`vroegeropaf grant`). The delivery stays held and the question is asked again at the
  next collection.
"""

from airflow.sdk import Param, dag, task

from vroegeropaf_airflow import assets, defaults
from vroegeropaf_airflow.edge import edge
from vroegeropaf_airflow.steward_question import StewardQuestion


@dag(
    schedule=None,
    doc_md=__doc__,
    tags=["stage:deliveries", "impact:1"],
    params={"delivery_id": Param(0, type="integer", minimum=0)},
    **(defaults.DAG | {"max_active_runs": 20}),
)
def review_delivery():
    @task
    def prepare_question(params=None) -> dict[str, str]:
        from vroegeropaf_airflow.steps import reviewing

        with edge() as world:
            return reviewing.question(world, params["delivery_id"])

    ask = StewardQuestion(
        task_id="ask_steward",
        subject="{{ ti.xcom_pull('prepare_question')['subject'] }}",
        body="{{ ti.xcom_pull('prepare_question')['body'] }}",
        answer_by="{{ ti.xcom_pull('prepare_question')['answer_by'] }}",
        execution_timeout=None,
    )

    @task(outlets=[assets.SIGNALS_IF_CHANGED, assets.OUTBOX_IF_FILLED])
    def apply_answer(answer: dict, *, params=None, outlet_events) -> str:
        from vroegeropaf_airflow.steps import reviewing

        with edge() as world:
            return reviewing.apply(world, params["delivery_id"], answer, outlet_events)

    prepare_question() >> ask
    apply_answer(ask.output)


review_delivery()
