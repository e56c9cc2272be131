"""Check what no compiler reads: compose file, image, .env.example and lock, each against what it speaks of.

Part of ``make check``. Works without a network and without a container engine. Every check is a function from
what was read to a list of complaints; an empty list means that all is well.
"""

import importlib.util
import json
import re
import runpy
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import check_compose
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from vroegeropaf import parties
from vroegeropaf.settings import INCLUDE, Settings

REPOSITORY = INCLUDE.parent
COMPOSE = REPOSITORY / "docker-compose.yml"
DOCKERFILE = REPOSITORY / "Dockerfile"
ENV_EXAMPLE = REPOSITORY / ".env.example"

# What docker compose itself reads from .env, and what its env_file hands to Airflow as it stands.
READ_BY_COMPOSE = {"COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME"}
HANDED_ON = ("AIRFLOW_CONN_", "AIRFLOW_VAR_", "AIRFLOW__", "VROEGEROPAF_")

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(:[?-])?")
ASSIGNMENT = re.compile(r"^#?([A-Z][A-Z0-9_]*)=(.*)$")
AIRFLOW_SETTING = re.compile(r"AIRFLOW__[A-Z_]+__[A-Z_]+")


def assignments(env_text: str) -> dict[str, str]:
    """Return the names of an env file, optional ``#NAME=`` ones included, with their values unquoted."""
    found = (ASSIGNMENT.match(line) for line in env_text.splitlines())
    return {match[1]: match[2].strip().strip("'\"") for match in found if match}


def references(text: str) -> list[tuple[str, bool]]:
    """Return every ``${NAME}`` of a compose or env text, and whether it has a default or a message."""
    return [(match[1], match[2] is not None) for match in REFERENCE.finditer(text.replace("$$", ""))]


# ---------------------------------------------------------------- .env.example against its readers


def environment_names(compose_text: str, env_text: str) -> list[str]:
    """Compare the variables of the compose file with those of .env.example, both ways."""
    wanted = references(check_compose.without_comments(compose_text))
    known = assignments(env_text)
    names = {name for name, _ in wanted}
    stale = known.keys() - names - READ_BY_COMPOSE - {name for name, _ in references(env_text)}
    return [
        *(f"docker-compose.yml reads {name}, .env.example lacks it" for name in sorted(names - known.keys())),
        *(
            f"docker-compose.yml: ${{{name}}} has neither a default nor a message"
            for name in sorted({name for name, guarded in wanted if not guarded})
        ),
        *(f".env.example: nothing reads {n}" for n in sorted(stale) if not n.startswith(HANDED_ON)),
    ]


def environment_order(env_text: str) -> list[str]:
    """Name variables that are used in .env.example before they are set: compose reads from top to bottom."""
    complaints, seen = [], set()
    for line in env_text.splitlines():
        match = ASSIGNMENT.match(line)
        if match and not match[2].startswith("'"):
            complaints += [
                f".env.example: {match[1]} uses {name}, which is not set above it"
                for name, _ in references(match[2])
                if name not in seen
            ]
        if match:
            seen.add(match[1])
    return complaints


def settings_names(env_text: str, fields: Iterable[str]) -> list[str]:
    """Compare the fields of Settings with the VROEGEROPAF_* variables of .env.example, both ways."""
    wanted = {f"VROEGEROPAF_{field.upper()}" for field in fields}
    known = {name for name in assignments(env_text) if name.startswith("VROEGEROPAF_")}
    return [
        *(f".env.example lacks {name}, a field of Settings" for name in sorted(wanted - known)),
        *(f".env.example: {name} is no field of Settings" for name in sorted(known - wanted)),
    ]


# What a region may give besides, all of Airflow's type http.
SERVICES = frozenset({"AIRFLOW_CONN_PDOK", "AIRFLOW_CONN_OSRM", "AIRFLOW_CONN_VALHALLA"})


def connection_examples(env_text: str, corporations: Iterable[str]) -> list[str]:
    """Name corporations without an SFTP connection in .env.example, and connections that are no such JSON."""
    connections = {n: v for n, v in assignments(env_text).items() if n.startswith("AIRFLOW_CONN_")}
    wanted = {"AIRFLOW_CONN_SMTP_DEFAULT", *(f"AIRFLOW_CONN_SFTP_{code.upper()}" for code in corporations)}
    complaints = [f".env.example lacks {name}" for name in sorted(wanted - connections.keys())]
    strangers = sorted(connections.keys() - wanted - SERVICES)
    complaints += [f".env.example: {name} belongs to nobody" for name in strangers]
    for name, value in connections.items():
        try:
            kind = json.loads(value)["conn_type"]
        except (ValueError, KeyError, TypeError):
            complaints.append(f".env.example: {name} is no JSON with a conn_type")
        else:
            own = name.removeprefix("AIRFLOW_CONN_").split("_")[0].lower()
            if kind != ("http" if name in SERVICES else own):
                complaints.append(f".env.example: {name} has conn_type {kind}")
    return complaints


# ---------------------------------------------------------------- Airflow's own list of settings


def known_airflow_settings() -> set[str]:
    """Return the environment names of all settings of the installed Airflow and its installed providers.

    Read from the files that Airflow makes its defaults of: importing Airflow would take seconds.
    """
    origin = importlib.util.find_spec("airflow").origin
    home = Path(origin).parent
    sections = [
        yaml.safe_load((home / "config_templates" / "config.yml").read_text(encoding="utf-8")),
        *(
            runpy.run_path(str(path))["get_provider_info"]().get("config") or {}
            for path in sorted(home.glob("providers/**/get_provider_info.py"))
        ),
    ]
    return {
        f"AIRFLOW__{section}__{option}".upper().replace(".", "_")
        for group in sections
        for section, content in group.items()
        for option in content["options"]
    }


def airflow_settings(texts: Mapping[str, str], known: set[str]) -> list[str]:
    """Name the AIRFLOW__SECTION__KEY words in our files that this Airflow does not know."""
    return [
        f"{where}: {name} is no setting of the installed Airflow"
        for where, text in texts.items()
        for name in sorted(set(AIRFLOW_SETTING.findall(text)))
        if name not in known and re.sub("_(CMD|SECRET)$", "", name) not in known
    ]


def texts_with_airflow_settings() -> dict[str, str]:
    """Return the files of ours that set Airflow up, by name; the local supervisor's only if it is there."""
    supervisor = INCLUDE / "vroegeropaf" / "local" / "airflow.py"
    paths = [path for path in (COMPOSE, DOCKERFILE, ENV_EXAMPLE, supervisor) if path.exists()]
    return {str(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8") for path in paths}


# ---------------------------------------------------------------- lock and image


def locked_requirements(wanted_text: str, lock_text: str, lock_name: str) -> list[str]:
    """Name direct requirements that the lock lacks, or pins to a version that they do not allow."""
    pins: dict[str, list[str]] = {}
    for line in lock_text.splitlines():
        if line and not line.startswith((" ", "#", "-")):
            pin = Requirement(line)
            pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    complaints = []
    for line in wanted_text.splitlines():
        if not line or line.startswith(("#", "-")):
            continue
        wanted = Requirement(line)
        versions = pins.get(canonicalize_name(wanted.name), [])
        if not versions:
            complaints.append(f"{lock_name} does not pin {wanted.name}: run make lock")
        complaints += [
            f"{lock_name} pins {wanted.name} {version}, asked is {wanted.specifier}: run make lock"
            for version in versions
            if not wanted.specifier.contains(version, prereleases=True)
        ]
    return complaints


def image_python(dockerfile: str, requires_python: str) -> list[str]:
    """Tell when the image's Python is one that the project does not support."""
    found = re.search(r"^ARG PYTHON_VERSION=(\d+\.\d+)$", dockerfile, re.MULTILINE)
    if found is None:
        return ["Dockerfile: no line ARG PYTHON_VERSION=<major>.<minor>"]
    if not SpecifierSet(requires_python).contains(f"{found[1]}.0"):
        return [f"Dockerfile: Python {found[1]} is outside requires-python {requires_python}"]
    return []


def image_sources(dockerfile: str, dockerignore: str, repository: Path) -> list[str]:
    """Name paths that the Dockerfile copies but that do not exist, or that .dockerignore keeps away."""
    allowed = {line[1:] for line in dockerignore.splitlines() if line.startswith("!")}
    complaints = []
    for line in dockerfile.splitlines():
        if not line.startswith("COPY ") or "--from=" in line:
            continue
        for source in line.split()[1:-1]:
            if source not in allowed:
                complaints.append(f".dockerignore keeps {source} from the Dockerfile")
            if not (repository / source).exists():
                complaints.append(f"Dockerfile copies {source}, which does not exist")
    return complaints


# ---------------------------------------------------------------- all of it


def _text(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def _environment() -> list[str]:
    env_text = _text(".env.example")
    codes = parties.load(INCLUDE / "config").corporations
    return [
        *environment_names(_text("docker-compose.yml"), env_text),
        *environment_order(env_text),
        *settings_names(env_text, Settings.model_fields),
        *connection_examples(env_text, codes),
    ]


def _airflow() -> list[str]:
    return airflow_settings(texts_with_airflow_settings(), known_airflow_settings())


def _lock() -> list[str]:
    return [
        complaint
        for name in ("requirements", "requirements-dev")
        for complaint in locked_requirements(_text(f"{name}.in"), _text(f"{name}.txt"), f"{name}.txt")
    ]


def _image() -> list[str]:
    dockerfile = _text("Dockerfile")
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    return [
        *image_python(dockerfile, project["requires-python"]),
        *image_sources(dockerfile, _text(".dockerignore"), REPOSITORY),
    ]


CHECKS: Mapping[str, Callable[[], list[str]]] = {
    "docker-compose.yml": lambda: check_compose.complaints_about(COMPOSE),
    ".env.example": _environment,
    "Airflow settings": _airflow,
    "lock files": _lock,
    "Dockerfile": _image,
}


def main() -> int:
    """Run all checks, say what was found, and return the exit code."""
    is_sound = True
    for title, check in CHECKS.items():
        complaints = check()
        is_sound = is_sound and not complaints
        print(f"{title}: {'OK' if not complaints else 'NOT OK'}")
        for complaint in complaints:
            print(f"  {complaint}", file=sys.stderr)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
