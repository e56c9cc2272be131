"""The local SFTP server: who gets in, and that nobody gets out of its folder."""

import base64
import os
import sys

import paramiko
import pytest

from vroegeropaf.local import ports
from vroegeropaf.local.processes import ChildProcess, wait_until
from vroegeropaf.local.secrets import ssh_keys
from vroegeropaf.local.sftp_server import LocalSftpServer


@pytest.fixture
def server(tmp_path):
    """A server with two accounts."""
    with LocalSftpServer(tmp_path, ["mitros", "viveste"]) as running:
        yield running


def client(server, account="mitros", **options) -> paramiko.SSHClient:
    """Log in with the pinned host key."""
    ssh = paramiko.SSHClient()
    kind, data = server.host_key_line.split()[:2]
    key = paramiko.Ed25519Key(data=base64.b64decode(data))
    ssh.get_host_keys().add(f"[{server.host}]:{server.port}", kind, key)
    login = {"key_filename": str(server.key_path(account)), "allow_agent": False, "look_for_keys": False}
    ssh.connect(server.host, server.port, account, timeout=5, **(login | options))
    return ssh


@pytest.fixture
def sftp(server):
    """The files of mitros, as its client sees them."""
    with client(server) as ssh, ssh.open_sftp() as files:
        yield files


def test_each_account_has_its_folders(server, sftp):
    """An account sees in, archive and out, and what it puts lies in its own folder."""
    assert sorted(sftp.listdir(".")) == ["archive", "in", "out"]
    with sftp.open("/in/a.csv", "wb") as file:
        file.write(b"x")
    sftp.posix_rename("in/a.csv", "archive/a.csv")
    assert (server.folder("mitros") / "archive" / "a.csv").read_bytes() == b"x"
    assert list(server.folder("viveste").rglob("*.csv")) == []


@pytest.mark.parametrize("path", ["../viveste/in/b.csv", "/../viveste/in/b.csv", "in/../../viveste/in/b.csv"])
def test_dots_and_slashes_stay_inside(server, sftp, path):
    """A path with `..` never reaches another account."""
    (server.folder("viveste") / "in" / "b.csv").write_bytes(b"secret")
    with pytest.raises(FileNotFoundError):
        sftp.open(path)
    with pytest.raises(FileNotFoundError):
        sftp.posix_rename(path, "in/mine.csv")


def test_links_to_the_outside_are_no_way_out(server, sftp):
    """A link that somebody made on the server is seen in a listing, but nothing goes through it."""
    other = server.folder("viveste")
    (other / "in" / "b.csv").write_bytes(b"secret")
    (server.folder("mitros") / "in" / "all").symlink_to(other)
    (server.folder("mitros") / "in" / "b.csv").symlink_to(other / "in" / "b.csv")
    (server.folder("mitros") / "in" / "new.csv").symlink_to(other / "in" / "new.csv")
    assert sorted(sftp.listdir("in")) == ["all", "b.csv", "new.csv"]
    for action in (
        lambda: sftp.open("in/b.csv"),
        lambda: sftp.open("in/new.csv", "w"),
        lambda: sftp.listdir("in/all"),
        lambda: sftp.stat("in/all/in/b.csv"),
        lambda: sftp.lstat("in/all/in/b.csv"),
        lambda: sftp.remove("in/all/in/b.csv"),
        lambda: sftp.mkdir("in/all/in/c"),
        lambda: sftp.posix_rename("in/all/in/b.csv", "in/c.csv"),
        lambda: sftp.readlink("in/b.csv"),
    ):
        with pytest.raises(PermissionError):
            action()
    assert (other / "in" / "b.csv").read_bytes() == b"secret"
    assert not (other / "in" / "new.csv").exists()


def test_links_cannot_be_made(server, sftp):
    """A client makes no links, neither out of its folder nor within it."""
    for target in ("/etc/passwd", "../viveste", "in"):
        with pytest.raises(PermissionError):
            sftp.symlink(target, "in/link")
    assert os.listdir(server.folder("mitros") / "in") == []


def test_only_the_right_key_gets_in(server):
    """Another account's key, a password, and an unknown account are refused."""
    for options in (
        {"key_filename": str(server.key_path("viveste"))},
        {"key_filename": None, "password": "mitros"},
    ):
        with pytest.raises(paramiko.SSHException):
            client(server, **options)
    with pytest.raises(paramiko.AuthenticationException):
        client(server, "viveste", key_filename=str(server.key_path("mitros")))


def test_no_shell_and_no_tunnel(server):
    """Besides files the server does nothing: no command, no way through to other ports."""
    with client(server) as ssh:
        with pytest.raises(paramiko.SSHException):
            ssh.exec_command("id")
        with pytest.raises(paramiko.ChannelException):
            ssh.get_transport().open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1))


def test_runs_as_a_child(tmp_path):
    """The module runs as a program of its own with the same keys and folders, and ends when it is told to."""
    keys = ssh_keys(tmp_path, ["mitros"])
    port = ports.free_port()
    command = [sys.executable, "-m", "vroegeropaf.local.sftp_server", "--root", str(tmp_path / "sftp")]
    command += ["--port", str(port), "--host-key", str(keys.host_key), "--authorized", str(keys.authorized)]
    with ChildProcess("SFTP server", command, log=tmp_path / "log") as child:
        wait_until(lambda: ports.answers(port), [child], timeout_s=20)
        assert (tmp_path / "sftp" / "mitros" / "in").is_dir()
        child.stop(grace_s=5)
    assert not ports.answers(port)
