"""The configuration check itself: planted faults are found, and named."""

import importlib.util
import sys
from types import ModuleType

import pytest
import yaml

from vroegeropaf.settings import INCLUDE, Settings

REPOSITORY = INCLUDE.parent


def _load(name: str) -> ModuleType:
    """Import a script of tests/, as running it by its path would."""
    spec = importlib.util.spec_from_file_location(name, REPOSITORY / "tests" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


check_compose = _load("check_compose")
check_configuration = _load("check_configuration")

COMPOSE_TEXT = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
ENV_TEXT = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
COMPOSE_CHECKS = (
    check_compose.compose_dependencies,
    check_compose.compose_profiles,
    check_compose.compose_parts,
    check_compose.compose_scripts,
    check_compose.compose_ports,
)


def replaced(text: str, old: str, new: str) -> str:
    """Plant a fault; fail when the place of it is gone."""
    assert old in text
    return text.replace(old, new, 1)


def compose_complaints(text: str) -> list[str]:
    """All complaints about a compose text but the schema's."""
    compose = yaml.safe_load(text)
    return [complaint for check in COMPOSE_CHECKS for complaint in check(compose)]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("redis: {condition: service_healthy}", "reddis: {condition: service_healthy}", "reddis"),
        ("    image: postgres:18\n", "    image: postgres:18\n    profiles: [demo]\n", "in a profile only"),
        ("- logs:/var/log/airflow", "- logz:/var/log/airflow", "logz is not declared"),
        ("  sftp-keys:\n", "  sftp-keys:\n  old-keys:\n", "old-keys is used by no service"),
        ("import json, sys, urllib.request\n", "import json sys\n", "inline Python"),
        ("        vroegeropaf migrate\n", "        vroegeropaf 'migrate\n", "inline shell"),
        ("- ${BIND_ADDRESS:-127.0.0.1}:${PORTAL_PORT:-8090}:8090", "- 8090:8090", "8090:8090"),
    ],
)
def test_a_fault_in_the_compose_file_is_named(old, new, word):
    """A typo in a name, a script that does not parse and an open port are found; the real file is clean."""
    assert compose_complaints(COMPOSE_TEXT) == []
    planted = replaced(COMPOSE_TEXT, old, new)
    assert any(word in complaint for complaint in compose_complaints(planted))


def test_a_wait_for_health_that_nobody_checks_is_found():
    """A dependency on the health of a service without a healthcheck would wait for ever."""
    compose = {"services": {"a": {"depends_on": {"b": {"condition": "service_healthy"}}}, "b": {}}}
    assert check_compose.compose_dependencies(compose) == [
        "a waits for the health of b, which has no healthcheck"
    ]


def test_an_anchor_without_an_alias_is_found():
    """A part that is shared with nobody is a leftover; the real file has none."""
    assert check_compose.compose_anchors(COMPOSE_TEXT) == []
    assert check_compose.compose_anchors("x-a: &left {b: 1}\nx-c: &used {}\nd: *used\n") == [
        "nothing uses the anchor left"
    ]


@pytest.mark.parametrize(
    ("compose_text", "env_text", "complaint"),
    [
        ("a: ${NEW:?why}", "", "docker-compose.yml reads NEW, .env.example lacks it"),
        ("a: ${NEW}", "NEW=", "docker-compose.yml: ${NEW} has neither a default nor a message"),
        ("a: 1", "OLD=1", ".env.example: nothing reads OLD"),
        ("a: $${SHELL_ONLY}", "", None),
        ("# speaks of ${NOTHING}", "", None),
        ("a: ${NEW:-}", "#NEW=optional", None),
        ("a: ${URL:?}", "PASSWORD=\nURL=x:${PASSWORD}@y", None),
        ("a: 1", "AIRFLOW_CONN_SMTP_DEFAULT=handed on\nCOMPOSE_PROFILES=", None),
    ],
)
def test_variables_of_compose_file_and_env_example_agree(compose_text, env_text, complaint):
    """Each variable stands on both sides, and says what happens when it is empty."""
    found = check_configuration.environment_names(compose_text, env_text)
    assert found == ([] if complaint is None else [complaint])


def test_a_variable_that_env_example_lost_is_missed():
    """Without one of its lines the real .env.example no longer serves the real compose file."""
    planted = replaced(ENV_TEXT, "REDIS_PASSWORD=\n", "")
    assert check_configuration.environment_names(COMPOSE_TEXT, planted) == [
        "docker-compose.yml reads REDIS_PASSWORD, .env.example lacks it"
    ]


def test_a_variable_used_above_its_own_line_is_found():
    """Compose fills in from top to bottom: a password below its URL would come out empty."""
    assert check_configuration.environment_order(ENV_TEXT) == []
    assert check_configuration.environment_order("URL=x:${KEY}@y\nKEY=1") == [
        ".env.example: URL uses KEY, which is not set above it"
    ]


def test_settings_and_env_example_agree_both_ways():
    """A new field of Settings must be documented, and a removed one must go."""
    fields = set(Settings.model_fields)
    assert check_configuration.settings_names(ENV_TEXT, fields) == []
    assert check_configuration.settings_names(ENV_TEXT, fields | {"new_field"}) == [
        ".env.example lacks VROEGEROPAF_NEW_FIELD, a field of Settings"
    ]
    assert check_configuration.settings_names(ENV_TEXT, fields - {"mail_from"}) == [
        ".env.example: VROEGEROPAF_MAIL_FROM is no field of Settings"
    ]


@pytest.mark.parametrize(
    ("env_text", "word"),
    [
        ("", "lacks AIRFLOW_CONN_SFTP_A_B"),
        ('AIRFLOW_CONN_SFTP_A_B=\'{"conn_type": "sftp"\'', "is no JSON"),
        ('AIRFLOW_CONN_SFTP_A_B=\'{"conn_type": "ftp"}\'', "has conn_type ftp"),
        ('AIRFLOW_CONN_SFTP_OTHER=\'{"conn_type": "sftp"}\'', "belongs to nobody"),
    ],
)
def test_a_connection_that_is_missing_or_malformed_is_found(env_text, word):
    """Every corporation has an SFTP connection, and it is the JSON that Airflow reads."""
    found = check_configuration.connection_examples(env_text, ["a_b"])
    assert any(word in complaint for complaint in found)


def test_a_setting_that_airflow_does_not_know_is_found():
    """A misspelt AIRFLOW__ variable would be ignored in silence; providers' settings and _CMD are known."""
    known = check_configuration.known_airflow_settings()
    texts = {
        "good": "AIRFLOW__CORE__FERNET_KEY_CMD AIRFLOW__CELERY__BROKER_URL AIRFLOW__FAB__COOKIE_SECURE",
        "bad": "AIRFLOW__CORE__PARALELISM=8",
    }
    assert check_configuration.airflow_settings(texts, known) == [
        "bad: AIRFLOW__CORE__PARALELISM is no setting of the installed Airflow"
    ]


@pytest.mark.parametrize(
    ("wanted", "lock", "word"),
    [
        ("left-pad", "", "does not pin left-pad"),
        ("left-pad>=2,<3", "left_pad==1.9", "pins left-pad 1.9"),
        ("numpy", 'numpy==2.4.6 ; python_version < "3.12"\nnumpy==2.5.5\n    # via pandas', None),
        ("# why\n-c other.txt\nleft-pad[extra]==1.9", "left-pad==1.9", None),
    ],
)
def test_the_lock_holds_what_is_asked(wanted, lock, word):
    """Each direct requirement is pinned, at a version that it allows."""
    found = check_configuration.locked_requirements(wanted, lock, "lock.txt")
    assert found == [] if word is None else word in found[0]


@pytest.mark.parametrize(("version", "is_fine"), [("3.12", True), ("3.14", False), ("3", False)])
def test_the_image_has_a_python_that_the_project_supports(version, is_fine):
    """The Dockerfile's Python is a pinned minor version within requires-python."""
    found = check_configuration.image_python(f"ARG PYTHON_VERSION={version}\n", ">=3.11,<3.14")
    assert (found == []) is is_fine


def test_the_image_copies_only_what_is_there_and_let_through(tmp_path):
    """A COPY of a path that is gone, or that .dockerignore keeps away, would break the build only."""
    (tmp_path / "there").mkdir()
    found = check_configuration.image_sources(
        "COPY there gone .\nCOPY --from=a x y\n", "*\n!gone\n", tmp_path
    )
    assert found == [
        ".dockerignore keeps there from the Dockerfile",
        "Dockerfile copies gone, which does not exist",
    ]
