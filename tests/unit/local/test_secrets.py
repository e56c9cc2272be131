"""Keys and passwords of the local parts."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor

from vroegeropaf.local import secrets


def test_secrets_are_made_once(tmp_path):
    """A second call returns the same secrets, each of them different and long enough."""
    first = secrets.load_or_make(tmp_path)
    assert secrets.load_or_make(tmp_path) == first
    values = json.loads((tmp_path / "secrets.json").read_text())
    assert len(set(values.values())) == len(values) == 9
    assert len(base64.urlsafe_b64decode(first.fernet_key)) == 32
    assert len(first.jwt_secret) >= 64
    assert set(first.airflow_passwords) == {"admin", "steward", "viewer"}
    assert set(first.postgres_passwords) == {"postgres", "airflow", "vroegeropaf"}


def test_only_the_owner_can_read_them(tmp_path):
    """Secrets and private keys have mode 600, and printing the secrets shows none."""
    found = secrets.load_or_make(tmp_path)
    keys = secrets.ssh_keys(tmp_path, ["mitros"])
    for path in (tmp_path / "secrets.json", keys.host_key, keys.client_keys["mitros"]):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert found.hash_key not in repr(found)
    assert found.airflow_passwords["admin"] not in repr(found)


def test_lacking_secrets_are_added_and_others_stay(tmp_path):
    """A file of an older version keeps its values and gets what it lacks."""
    (tmp_path / "secrets.json").write_text(json.dumps({"hash_key": "old", "unknown": "kept"}))
    assert secrets.load_or_make(tmp_path).hash_key == "old"
    stored = json.loads((tmp_path / "secrets.json").read_text())
    assert stored["unknown"] == "kept"
    assert stored["jwt_secret"]


def test_two_at_once_agree(tmp_path):
    """Callers that start together get the same secrets."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: secrets.load_or_make(tmp_path), range(8)))
    assert all(one == found[0] for one in found)


def test_ssh_keys_are_made_once_and_follow_the_accounts(tmp_path):
    """Keys stay; a new account gets one, a removed account loses its access."""
    first = secrets.ssh_keys(tmp_path, ["mitros", "viveste"])
    assert first.host_key_line.startswith("ssh-ed25519 ")
    mitros = first.client_keys["mitros"].read_text()
    second = secrets.ssh_keys(tmp_path, ["mitros", "portaal"])
    assert second.host_key_line == first.host_key_line
    assert second.client_keys["mitros"].read_text() == mitros
    assert {path.name for path in second.authorized.iterdir()} == {"mitros", "portaal"}
