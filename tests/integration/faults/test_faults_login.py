"""Nobody there, a refused key, another host key: told at once, one try, and the other corporation goes on."""

import shutil
import subprocess

import asyncssh
import pytest
from support.collection import BAD, GOOD

from vroegeropaf.errors import PermanentError, TransientError
from vroegeropaf.local import secrets
from vroegeropaf.local.ports import free_port
from vroegeropaf.local.sftp_server import JailedFiles


class NoRename(JailedFiles):
    """A server on which we may move nothing."""

    def posix_rename(self, oldpath, newpath):
        raise asyncssh.SFTPPermissionDenied("no")


def test_connection_refused(collection):
    """Nobody listens: a transient fault, nothing stored, the other one loaded; then it is taken up."""
    collection.deliver()
    collection.connect(BAD, port=free_port())
    assert collection.run().fetch == {BAD: (TransientError, "sftp_unreachable")}
    assert collection.is_untouched()
    assert collection.is_loaded_once(GOOD)
    collection.connect(BAD)
    collection.assert_taken_up()


def test_key_refused(collection):
    """A refused key fails for good after exactly one try in the whole run, and locks no account."""
    collection.deliver()
    collection.connect(BAD, extra={"key_file": str(collection.server.key_path(GOOD))})
    assert collection.run().fetch == {BAD: (PermanentError, "sftp_login_refused")}
    assert (collection.tries[f"{BAD} begins"], collection.tries[f"{BAD} refused"]) == (1, 1)
    assert collection.is_untouched()
    assert collection.is_loaded_once(GOOD)
    collection.connect(BAD)
    collection.assert_taken_up()


def test_key_refused_with_work_left_to_put_away(collection):
    """Also when a judged file still waits to be archived, a run tries a refused key exactly once."""
    collection.deliver()
    collection.fault = NoRename
    assert collection.run().archive == (PermanentError, "archive_failed")
    assert collection.signals() > 5
    collection.connect(BAD, extra={"key_file": str(collection.server.key_path(GOOD))})
    collection.tries.clear()
    run = collection.run()
    assert (run.fetch, run.archive) == ({BAD: (PermanentError, "sftp_login_refused")}, None)
    assert collection.tries[f"{BAD} refused"] == 1
    collection.connect(BAD)
    collection.assert_taken_up()


@pytest.fixture
def agent(tmp_path, monkeypatch):
    """A key agent of the machine that holds three keys which nobody accepts."""
    listen = ["ssh-agent", "-D", "-a", str(tmp_path / "agent")]
    with subprocess.Popen(listen, stdout=subprocess.DEVNULL) as process:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        for name in ("a", "b", "c"):
            key = secrets.ssh_keys(tmp_path / name, [name]).client_keys[name]
            subprocess.run(["ssh-add", "-q", str(key)], check=True, timeout=10)
        yield
        process.terminate()


@pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="no ssh-agent here")
def test_a_refused_key_is_not_followed_by_the_keys_of_an_agent(collection, agent):
    """Keys that happen to lie in the machine's agent are not tried too: servers count each as a failure."""
    collection.deliver()
    collection.connect(BAD, extra={"key_file": str(collection.server.key_path(GOOD))})
    assert collection.run().fetch == {BAD: (PermanentError, "sftp_login_refused")}
    assert collection.tries[f"{BAD} refused"] == 1


def test_host_key_changed(collection, tmp_path):
    """Another host key: permanent, we never even say who we are, and the other one is loaded."""
    collection.deliver()
    other = secrets.ssh_keys(tmp_path / "other", []).host_key_line
    collection.connect(BAD, extra={"host_key": other})
    assert collection.run().fetch == {BAD: (PermanentError, "sftp_host_key")}
    assert collection.tries[f"{BAD} begins"] == 0
    assert collection.is_untouched()
    assert collection.is_loaded_once(GOOD)
    collection.connect(BAD)
    collection.assert_taken_up()
