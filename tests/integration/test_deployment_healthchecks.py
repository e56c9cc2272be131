"""The health checks of docker-compose.yml, run as the container would, against a stand-in for the service."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml

from vroegeropaf.settings import INCLUDE

SERVICES = yaml.safe_load((INCLUDE.parent / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
HEALTHY = {
    name: {"status": "healthy"} for name in ("metadatabase", "scheduler", "triggerer", "dag_processor")
}


class StandIn(BaseHTTPRequestHandler):
    """Answers every path with what the test put into `reply`."""

    reply: tuple[int, dict]

    def do_GET(self) -> None:
        """Answer; the path is kept for the test to look at."""
        status, body = self.reply
        type(self).path_asked = self.path
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_arguments: object) -> None:
        """Stay quiet."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A stand-in on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def exit_code(service: str, address: str, server: ThreadingHTTPServer) -> int:
    """Run the service's check, with its address turned to the stand-in."""
    script = SERVICES[service]["healthcheck"]["test"][-1]
    assert address in script
    turned = script.replace(address, f"127.0.0.1:{server.server_port}")
    return subprocess.run([sys.executable, "-IS", "-c", turned], capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("service", "address", "part", "path"),
    [
        ("airflow-apiserver", "127.0.0.1:8080", "metadatabase", "/api/v2/monitor/health"),
        ("airflow-dag-processor", "airflow-apiserver:8080", "dag_processor", "/api/v2/monitor/health"),
        ("airflow-triggerer", "airflow-apiserver:8080", "triggerer", "/api/v2/monitor/health"),
    ],
)
def test_a_part_of_airflow_is_healthy_when_the_api_server_says_so(service, address, part, path, server):
    """The check looks at its own part: healthy passes, another or no status (never started) does not."""
    StandIn.reply = (200, HEALTHY)
    assert exit_code(service, address, server) == 0
    assert StandIn.path_asked == path
    StandIn.reply = (200, {**HEALTHY, part: {"status": None}})
    assert exit_code(service, address, server) != 0


@pytest.mark.parametrize(
    ("service", "address", "path"),
    [("airflow-scheduler", "127.0.0.1:8974", "/health"), ("portal", "127.0.0.1:8090", "/gezond")],
)
def test_a_service_of_its_own_is_healthy_when_it_answers_well(service, address, path, server):
    """Status 200 passes, 503 does not."""
    StandIn.reply = (200, {})
    assert exit_code(service, address, server) == 0
    assert StandIn.path_asked == path
    StandIn.reply = (503, {})
    assert exit_code(service, address, server) != 0
