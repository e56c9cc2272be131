"""What docker-compose.yml must hold by itself: schema, names, inline scripts. See check_configuration.py."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

Compose = Mapping[str, Any]


def without_comments(text: str) -> str:
    """Return YAML text without its full-line comments, which may speak of variables and anchors freely."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def compose_schema(path: Path) -> list[str]:
    """Validate against the Compose specification that check-jsonschema carries along."""
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    outcome = subprocess.run(words, capture_output=True, text=True, check=False)
    return [] if outcome.returncode == 0 else [(outcome.stdout + outcome.stderr).strip()]


def compose_dependencies(compose: Compose) -> list[str]:
    """Name dependencies that do not exist, and those whose health is awaited but never checked."""
    services = compose["services"]
    complaints = []
    for name, service in services.items():
        wanted = service.get("depends_on", {})
        conditions = wanted if isinstance(wanted, dict) else {other: {} for other in wanted}
        for other, how in conditions.items():
            if other not in services:
                complaints.append(f"{name} depends on {other}, which is no service")
            elif how.get("condition") == "service_healthy" and "healthcheck" not in services[other]:
                complaints.append(f"{name} waits for the health of {other}, which has no healthcheck")
    return complaints


def compose_profiles(compose: Compose) -> list[str]:
    """Name services that always run but depend on one that runs in a profile only."""
    services = compose["services"]
    return [
        f"{name} depends on {other}, which runs in a profile only"
        for name, service in services.items()
        for other in service.get("depends_on", {})
        if "profiles" in services.get(other, {}) and "profiles" not in service
    ]


def compose_parts(compose: Compose) -> list[str]:
    """Name volumes and configs that are used but not declared, or declared but not used."""
    used: dict[str, set[str]] = {"volumes": set(), "configs": set()}
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0] if isinstance(volume, str) else volume["source"]
            if not source.startswith((".", "/", "$")):
                used["volumes"].add(source)
        used["configs"] |= {entry["source"] for entry in service.get("configs", [])}
    complaints = []
    for kind, names in used.items():
        declared = set(compose.get(kind) or {})
        complaints += [f"{kind}: {name} is not declared" for name in sorted(names - declared)]
        complaints += [f"{kind}: {name} is used by no service" for name in sorted(declared - names)]
    return complaints


def compose_anchors(text: str) -> list[str]:
    """Name anchors that nothing refers to."""
    anchors = set(re.findall(r"(?:^|[:\s])&([\w-]+)", without_comments(text)))
    aliases = set(re.findall(r"[\s\[,]\*([\w-]+)", without_comments(text)))
    return [f"nothing uses the anchor {name}" for name in sorted(anchors - aliases)]


def _scripts(service: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for words in (service.get("command"), service.get("healthcheck", {}).get("test")):
        if isinstance(words, list):
            for flag in ("-c", "-euc"):
                if flag in words[:-1]:
                    at = words.index(flag)
                    yield words[at - 1], words[at + 1].replace("$$", "$")


def compose_scripts(compose: Compose) -> list[str]:
    """Name the inline Python and shell scripts that do not parse."""
    complaints = []
    for name, service in compose["services"].items():
        for language, script in _scripts(service):
            if language == "python":
                try:
                    compile(script, name, "exec")
                except SyntaxError as error:
                    complaints.append(f"{name}: inline Python: {error}")
            else:
                outcome = subprocess.run(["bash", "-nc", script], capture_output=True, text=True, check=False)
                if outcome.returncode:
                    complaints.append(f"{name}: inline shell: {outcome.stderr.strip()}")
    return complaints


def compose_ports(compose: Compose) -> list[str]:
    """Name published ports that would be open to the whole network unless somebody says so."""
    return [
        f"{name}: port {port} is not bound to ${{BIND_ADDRESS:-127.0.0.1}}"
        for name, service in compose["services"].items()
        for port in service.get("ports", [])
        if not str(port).startswith("${BIND_ADDRESS:-127.0.0.1}:")
    ]


def complaints_about(path: Path) -> list[str]:
    """Run all of the above on one compose file; the schema first, so that the rest may trust its shape."""
    complaints = compose_schema(path)
    if complaints:
        return complaints
    text = path.read_text(encoding="utf-8")
    compose = yaml.safe_load(text)
    checks = (compose_dependencies, compose_profiles, compose_parts, compose_scripts, compose_ports)
    return [*(complaint for check in checks for complaint in check(compose)), *compose_anchors(text)]
