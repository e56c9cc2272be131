"""Talking to Airflow's API as one of its users: starting runs, waiting for them, answering questions."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import httpx

from vroegeropaf.errors import VroegEropafError

TIMEOUT_S = 30.0
POLL_S = 0.2
BUSY = ("queued", "running")
FINISHED = ("success", "failed")
Found = TypeVar("Found")


class AirflowClient:
    """
    A client of one Airflow.

    Parameters
    ----------
    url
        Where its API server listens.
    passwords
        User to password (SimpleAuthManager).
    """

    def __init__(self, url: str, passwords: Mapping[str, str]) -> None:
        self.url = url
        self._passwords = passwords
        self._tokens: dict[str, str] = {}

    def token(self, user: str = "admin") -> str:
        """Return an access token of a user; asked once."""
        if user not in self._tokens:
            login = {"username": user, "password": self._passwords[user]}
            response = self._request("POST", "/auth/token", json=login)
            self._tokens[user] = str(_checked(response)["access_token"])
        return self._tokens[user]

    def api(
        self,
        method: str,
        path: str,
        json: object = None,
        user: str = "admin",
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Call ``/api/v2/<path>``; return what the answer says.

        Raises
        ------
        VroegEropafError
            ``airflow_api`` with the status when Airflow refuses, ``airflow_unreachable`` when it is silent.
        """
        for attempt in (1, 2):
            headers = {"Authorization": f"Bearer {self.token(user)}"}
            address = f"/api/v2/{path.lstrip('/')}"
            response = self._request(method, address, json=json, params=params, headers=headers)
            if response.status_code != httpx.codes.UNAUTHORIZED or attempt == 2:
                break
            self._tokens.pop(user)  # expired
        return _checked(response)

    def trigger_dag(
        self, dag_id: str, conf: Mapping[str, object] | None = None, run_id: str | None = None
    ) -> str:
        """Start a run; return its id. A `run_id` that is there already is not started again."""
        body: dict[str, object] = {"logical_date": None, "conf": dict(conf or {})}
        if run_id is not None:
            body["dag_run_id"] = run_id
        try:
            return str(self.api("POST", f"dags/{dag_id}/dagRuns", body)["dag_run_id"])
        except AirflowRefusal as refusal:
            if run_id is None or refusal.status != httpx.codes.CONFLICT:
                raise
            return run_id

    def wait_run(self, dag_id: str, run_id: str, timeout_s: float) -> str:
        """Wait until a run has ended; return ``success`` or ``failed``."""
        return _wait(
            lambda: self._ended(dag_id, run_id), timeout_s, f"run {run_id} of {dag_id} has not ended"
        )

    def _ended(self, dag_id: str, run_id: str) -> str | None:
        state = str(self.api("GET", f"dags/{dag_id}/dagRuns/{run_id}")["state"])
        return state if state in FINISHED else None

    def task_states(self, dag_id: str, run_id: str) -> dict[str, str]:
        """Return the state of each task of a run; a mapped one as ``task[name or number]``."""
        found = self.api("GET", f"dags/{dag_id}/dagRuns/{run_id}/taskInstances", params={"limit": 100})
        return {_task_name(one): str(one["state"]) for one in found["task_instances"]}

    def runs(self, dag_id: str = "~", states: Collection[str] = ()) -> list[dict[str, Any]]:
        """Return the newest hundred runs, newest first; of one DAG or of all, in some states or in any."""
        params = {"order_by": "-start_date", "limit": 100, "state": list(states)}
        return list(self.api("GET", f"dags/{dag_id}/dagRuns", params=params)["dag_runs"])

    def is_busy(self, ignore: Collection[str] = ()) -> bool:
        """Tell whether any run but those of the DAGs to ignore is queued or running."""
        return any(run["dag_id"] not in ignore for run in self.runs(states=BUSY))

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions that wait for an answer (Required Actions)."""
        params = {"response_received": False, "limit": 100}
        return list(self.api("GET", "dags/~/dagRuns/~/hitlDetails", params=params)["hitl_details"])

    def open_questions(self) -> int:
        """Return how many questions wait for an answer."""
        return len(self.questions())

    def answer(self, question: Mapping[str, Any], option: str, user: str = "steward") -> None:
        """Choose an option of a question."""
        task = question["task_instance"]
        path = f"dags/{task['dag_id']}/dagRuns/{task['dag_run_id']}/taskInstances/{task['task_id']}"
        body = {"chosen_options": [option], "params_input": {}}
        self.api("PATCH", f"{path}/{task['map_index']}/hitlDetails", body, user=user)

    def wait_dags(self, dag_ids: Collection[str], timeout_s: float) -> None:
        """Wait until Airflow knows these DAGs; VroegEropafError when it does not, or names broken files."""

        def known() -> bool:
            broken = self.api("GET", "importErrors")["import_errors"]
            if broken:
                files = ", ".join(sorted(str(one["filename"]) for one in broken))
                raise VroegEropafError("dag_import_failed", f"Airflow cannot import {files}")
            found = self.api("GET", "dags", params={"limit": 100})["dags"]
            return set(dag_ids) <= {dag["dag_id"] for dag in found}

        _wait(known, timeout_s, f"not all of {', '.join(sorted(dag_ids))} are known")

    def heartbeats(self) -> dict[str, tuple[str, str]]:
        """Return status and last heartbeat (ISO instant or empty) of each part; nothing when unreachable."""
        try:
            response = httpx.get(f"{self.url}/api/v2/monitor/health", timeout=TIMEOUT_S)
            health = response.json() if response.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError):
            return {}
        return {
            part: (str(one["status"]), str(one.get(f"latest_{part}_heartbeat") or ""))
            for part, one in health.items()
            if one and one.get("status")
        }

    def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return httpx.request(method, self.url + path, timeout=TIMEOUT_S, **options)
        except httpx.HTTPError as error:
            raise VroegEropafError(
                "airflow_unreachable", f"Airflow at {self.url} does not answer: {type(error).__name__}"
            ) from None


class AirflowRefusal(VroegEropafError):
    """Airflow's API said no."""

    def __init__(self, response: httpx.Response) -> None:
        request = response.request
        super().__init__(
            "airflow_api", f"{request.method} {request.url.path} was answered with {response.status_code}"
        )
        self.status = response.status_code


def _wait(ready: Callable[[], Found | None], timeout_s: float, complaint: str) -> Found:
    until = time.monotonic() + timeout_s
    while not (found := ready()):
        if time.monotonic() > until:
            raise VroegEropafError("airflow_slow", f"after {timeout_s:.0f} seconds {complaint}")
        time.sleep(POLL_S)
    return found


def _checked(response: httpx.Response) -> Any:
    if response.is_error:
        raise AirflowRefusal(response)
    return response.json() if response.content else None


def _task_name(task: Mapping[str, Any]) -> str:
    if task["map_index"] < 0:
        return str(task["task_id"])
    return f"{task['task_id']}[{task.get('rendered_map_index') or task['map_index']}]"
