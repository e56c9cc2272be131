"""The DAG files: thin, light to parse, with retries, alerts, tags, and in the right order."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from vroegeropaf.settings import INCLUDE

REPOSITORY = INCLUDE.parent
DAG_FILES = sorted((REPOSITORY / "dags").glob("*.py"))
HEAVY = ["pandas", "great_expectations", "splink", "duckdb", "vroom", "psycopg", "vroegeropaf.region"]

DESCRIBE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("DESCRIBED" + json.dumps({
    "errors": {str(name): str(error) for name, error in bag.import_errors.items()},
    "loaded": [name for name in sys.argv[2:] if name in sys.modules],
    "dags": {dag.dag_id: {
        "tags": sorted(dag.tags),
        "doc": dag.doc_md,
        "catchup": dag.catchup,
        "clocks": [clock.expression for clock in getattr(dag.timetable, "timetables", [])],
        "tasks": {task.task_id: {
            "retries": task.retries,
            "alert": bool(task.on_failure_callback),
            "policy": task.retry_policy is not None,
            "downstream": sorted(task.downstream_task_ids),
            "rule": task.trigger_rule.value,
            "retry_delay_s": task.retry_delay.total_seconds(),
            "limit_s": task.execution_timeout.total_seconds() if task.execution_timeout else None,
            "limits": [str(task.execution_timeout), str(getattr(task, "response_timeout", None))],
        } for task in dag.tasks},
    } for dag in bag.dags.values()},
}))
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """All DAG files, parsed by Airflow in a process of its own."""
    home = tmp_path_factory.mktemp("airflow")
    result = subprocess.run(
        [sys.executable, "-c", DESCRIBE, str(REPOSITORY / "dags"), *HEAVY],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout.split("DESCRIBED")[1])


def test_every_file_imports_and_is_named_after_its_dag(parsed):
    """No import errors, and each file holds the one DAG that bears its name."""
    assert parsed["errors"] == {}
    assert sorted(parsed["dags"]) == [path.stem for path in DAG_FILES]


def test_parsing_loads_nothing_heavy(parsed):
    """A DAG file is parsed again in every task process, so heavy libraries stay inside the tasks."""
    assert parsed["loaded"] == []


def test_every_task_retries_and_alerts(parsed):
    """Each task is retried by kind of error and mails the operator when it has failed for good."""
    for dag_id, dag in parsed["dags"].items():
        for task_id, task in dag["tasks"].items():
            assert task["retries"] >= 1, (dag_id, task_id)
            assert task["alert"], (dag_id, task_id)
            assert task["policy"], (dag_id, task_id)


def test_every_dag_has_tags_and_a_page_for_the_operator(parsed):
    """Stage and impact as tags; when, what and what-when-red in the documentation; no catching up."""
    for dag_id, dag in parsed["dags"].items():
        assert any(tag.startswith("stage:") for tag in dag["tags"]), dag_id
        assert any(tag.startswith("impact:") for tag in dag["tags"]), dag_id
        for heading in ("**When**", "**Does**", "**When red**"):
            assert heading in dag["doc"], dag_id
        assert dag["catchup"] is False, dag_id


def test_collecting_goes_on_until_eight_in_the_evening(parsed):
    """Every half hour from 06:00, the last look at 20:00, on weekdays."""
    assert parsed["dags"]["collect_arrears"]["clocks"] == ["0,30 6-19 * * 1-5", "0 20 * * 1-5"]


@pytest.mark.parametrize(
    ("dag_id", "first", "then"),
    [
        ("collect_arrears", "fetch", "check_and_load"),
        ("collect_arrears", "check_and_load", "archive"),
        ("collect_arrears", "check_and_load", "find_questions"),
        ("collect_arrears", "find_questions", "ask_steward"),
        ("review_delivery", "ask_steward", "apply_answer"),
        ("deduplicate_households", "link", "update_cases"),
    ],
)
def test_vital_orderings_hold(parsed, dag_id, first, then):
    """Nothing is archived before it was loaded, no case is opened before its signals were linked."""
    assert then in parsed["dags"][dag_id]["tasks"][first]["downstream"]


def test_a_failed_corporation_does_not_stop_the_others(parsed):
    """Checking and asking go on whatever happened to one corporation's folder."""
    tasks = parsed["dags"]["collect_arrears"]["tasks"]
    assert tasks["check_and_load"]["rule"] == "all_done"
    assert tasks["find_questions"]["rule"] == "all_done"
    assert tasks["archive"]["rule"] == "all_done"


def test_an_open_question_has_no_limit_but_its_own_term(parsed):
    """The time limit of all tasks would end it after half an hour; the term is set when it is asked."""
    tasks = parsed["dags"]["review_delivery"]["tasks"]
    assert tasks["ask_steward"]["limits"] == ["None", "None"]
    assert tasks["apply_answer"]["limits"][0] != "None"


def test_a_fetch_keeps_the_others_waiting_for_minutes_only(parsed):
    """One more try after seconds, an end to each; putting away goes on whatever became of the loading."""
    tasks = parsed["dags"]["collect_arrears"]["tasks"]
    fetch = tasks["fetch"]
    assert (fetch["retries"], fetch["retry_delay_s"], fetch["limit_s"]) == (1, 5, 720)
    assert tasks["archive"]["rule"] == "all_done"


@pytest.mark.parametrize("path", DAG_FILES, ids=lambda path: path.stem)
def test_dag_files_are_thin_and_know_only_the_glue(path: Path):
    """At most 80 lines, no import of another DAG file, no product code at the top level."""
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    modules = {
        name
        for node in ast.walk(ast.parse(source))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not modules & {other.stem for other in DAG_FILES}
    assert not {name for name in modules if name == "vroegeropaf" or name.startswith("vroegeropaf.")}
