"""A server on this machine in the place of PDOK, OSRM or Valhalla."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class Server:
    """
    A server that answers as told and keeps what it was asked.

    `answer`, when given, makes the body from path and body of the question; `raw` goes out as it is, headers
    included; with `wait_s` the body drips out, a byte at a time.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.body, self.raw, self.wait_s = 200, b"{}", b"", 0.0
        self.headers: dict[str, str] = {}
        self.answer: Callable[[str, bytes], bytes] | None = None
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                question = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                owner.asked.append((self.path, dict(self.headers), question))
                if owner.raw:
                    self.wfile.write(owner.raw)
                    self.close_connection = True
                    return
                body = owner.answer(self.path, question) if owner.answer else owner.body
                self.send_response(owner.status)
                self.send_header("Content-Length", str(len(body)))
                for name, value in owner.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self._write(body)

            do_POST = do_GET

            def _write(self, body: bytes) -> None:
                try:
                    if owner.wait_s == 0:
                        self.wfile.write(body)
                    for i in range(len(body) if owner.wait_s else 0):
                        self.wfile.write(body[i : i + 1])
                        time.sleep(owner.wait_s)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # who asked has left

            def log_message(self, *args: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


def give(monkeypatch: pytest.MonkeyPatch, conn_id: str, host: str, **extra: Any) -> None:
    """Set the Airflow connection, as in .env."""
    content = json.dumps({"conn_type": "http", "host": host, "extra": extra})
    monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", content)
