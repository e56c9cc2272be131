"""
The real services for places and ways: Airflow's HTTP connections `pdok`, `osrm` and `valhalla`, all optional.

The hook gives the session (login, certificates, proxy of the connection). We send the requests ourselves: the
hook logs addresses and answers when something is wrong, and knows no end to a slow answer.
"""

import logging
import queue
import re
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from airflow.providers.common.compat.sdk import AirflowNotFoundException
from airflow.providers.http.hooks.http import HttpHook

from vroegeropaf.errors import ConfigurationError, PermanentError, TransientError, VroegEropafError
from vroegeropaf.planning.asking import Fetch, Request, RoadService, Services

log = logging.getLogger(__name__)
# It would write paths, with postcode and house number, into the log of a task: at level debug every one, as a
# warning that of an answer with a torn header.
logging.getLogger("urllib3").setLevel(logging.ERROR)

TIMEOUT_S = 10
MOST_BYTES = 8_000_000
HEADERS = {"User-Agent": "vroegeropaf", "Accept": "application/json"}
OWN_EXTRAS = ("profiles",)  # the hook makes headers of extras that it does not know
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
PROFILES: Mapping[str, Mapping[str, str]] = {
    # one OSRM server has the roads of one kind of traffic, and answers for it whatever it is asked
    "osrm": {"car": "driving"},
    "valhalla": {"car": "auto", "bicycle": "bicycle"},
}
PROFILE = re.compile(r"[A-Za-z0-9_-]{1,40}")
T = TypeVar("T")


class WebService:
    """
    One service behind an Airflow connection.

    Parameters
    ----------
    conn_id
        Connection of type http; its host is the service's whole address, with https:// and path.

    Raises
    ------
    AirflowNotFoundException
        There is no such connection.
    ConfigurationError
        Code ``place_connection_invalid``.
    """

    def __init__(self, conn_id: str, timeout_s: float = TIMEOUT_S) -> None:
        self._conn_id, self._timeout_s = conn_id, timeout_s
        self._hook = HttpHook(http_conn_id=conn_id)
        self.extra = HttpHook.get_connection(conn_id).extra_dejson
        try:
            self._session = self._hook.get_conn(dict(HEADERS))
        except ValueError:
            raise _invalid(conn_id, "has no address that can be read") from None
        for name in OWN_EXTRAS:
            self._session.headers.pop(name, None)
        address = urlsplit(self._hook.base_url)
        self.is_private = address.scheme == "https" or address.hostname in THIS_MACHINE

    def fetch(self, request: Request) -> bytes:
        """
        Return the body of the answer.

        Notes
        -----
        In a thread of its own, so that no server (or name server) can hold up planning: what takes too long
        is left behind.

        Raises
        ------
        VroegEropafError
            ``place_service_unreachable``, ``place_service_busy`` or ``place_service_refused``, without any
            text of the service.
        """
        answer: queue.SimpleQueue[bytes | VroegEropafError] = queue.SimpleQueue()
        threading.Thread(target=lambda: answer.put(self._answer(request)), daemon=True).start()
        try:
            found = answer.get(timeout=self._timeout_s)
        except queue.Empty:
            found = self._unreachable()
        if isinstance(found, VroegEropafError):
            raise found
        return found

    def _answer(self, request: Request) -> bytes | VroegEropafError:
        try:
            with self._session.request(
                "GET" if request.body is None else "POST",
                self._hook.url_from_endpoint(request.path),
                params=list(request.parameters),
                json=request.body,
                timeout=self._timeout_s,
                allow_redirects=False,  # another host is another recipient
                stream=True,
            ) as response:
                if response.status_code == 429 or "Retry-After" in response.headers:
                    return self._busy()
                if response.status_code >= 500:
                    return self._unreachable()
                if response.status_code != 200:
                    return self._refused(response.status_code)
                content = b""
                for part in response.iter_content(65_536):
                    content += part
                    if len(content) > MOST_BYTES:
                        return self._unreachable()
                return content
        except Exception:  # the library's many; their texts hold the address that was asked
            return self._unreachable()

    def _unreachable(self) -> TransientError:
        return TransientError("place_service_unreachable", f"the service of {self._conn_id} does not answer")

    def _busy(self) -> TransientError:
        return TransientError("place_service_busy", f"the service of {self._conn_id} asks us to wait")

    def _refused(self, status: int) -> PermanentError:
        return PermanentError(
            "place_service_refused", f"the service of {self._conn_id} refuses our question (HTTP {status})"
        )


def services() -> Services:
    """Return what is configured; a connection that cannot be used is logged and left out."""
    roads = (_if_usable(partial(road_service, kind)) for kind in PROFILES)
    return Services(_if_usable(geocoder), tuple(one for one in roads if one is not None))


def _if_usable(opened: Callable[[], T | None]) -> T | None:
    try:
        return opened()
    except VroegEropafError as error:
        log.warning("%s", error)
    except Exception as error:  # Airflow's own trouble with a connection is not planning's
        log.warning("a connection could not be read: %s", type(error).__name__)
    return None


def geocoder() -> Fetch | None:
    """Return how to ask PDOK, or None without the connection `pdok`."""
    service = _service("pdok")
    if service is None:
        return None
    if not service.is_private:
        raise _invalid("pdok", "must be an https:// address: it is asked about addresses")
    return service.fetch


def road_service(kind: str) -> RoadService | None:
    """Return how to ask OSRM or Valhalla, or None without the connection of that name."""
    service = _service(kind)
    if service is None:
        return None
    profiles = service.extra.get("profiles", PROFILES[kind])
    is_text = isinstance(profiles, Mapping) and all(
        isinstance(name, str) and isinstance(one, str) and PROFILE.fullmatch(one)
        for name, one in profiles.items()
    )
    if not is_text:
        raise _invalid(kind, 'has an extra "profiles" that is no mapping of modes to names')
    return RoadService(kind, service.fetch, profiles)


def _service(conn_id: str) -> WebService | None:
    try:
        return WebService(conn_id)
    except AirflowNotFoundException:
        return None


def _invalid(conn_id: str, what: str) -> ConfigurationError:
    return ConfigurationError("place_connection_invalid", f"the Airflow connection {conn_id} {what}")
