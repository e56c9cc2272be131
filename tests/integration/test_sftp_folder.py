"""The real RemoteFolder over Airflow's SFTPHook, against a real SFTP server with injected faults."""

import asyncio
import json
import os
import socket
import threading
import time

import asyncssh
import pytest

from vroegeropaf.deliveries.remote_folder import RemoteFile
from vroegeropaf.errors import ConfigurationError, PermanentError, TransientError, VroegEropafError
from vroegeropaf.local import secrets
from vroegeropaf.local.sftp_server import JailedFiles, LocalSftpServer

CONTENT = bytes(range(256)) * 1200
NAME = "huurachterstand_mitros_20260302.csv"
MAX_BYTES = 20_000_000


@pytest.fixture(autouse=True)
def airflow_home(tmp_path_factory, monkeypatch):
    """Airflow's own files go to a throw-away folder."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Start a server whose files are served by a given class, and make it a connection of Airflow."""
    running = []

    def start(files: type[JailedFiles] = JailedFiles) -> LocalSftpServer:
        server = LocalSftpServer(tmp_path, ["mitros", "viveste"], files=files).start()
        running.append(server)
        connect(monkeypatch, server)
        return server

    yield start
    for server in running:
        server.stop()


def connect(monkeypatch, server: LocalSftpServer, **changes) -> None:
    """Define the Airflow connection of mitros."""
    connection = {
        "conn_type": "sftp",
        "host": server.host,
        "port": server.port,
        "login": "mitros",
        "extra": {"key_file": str(server.key_path("mitros")), "host_key": server.host_key_line},
    }
    connection["extra"] |= changes.pop("extra", {})
    monkeypatch.setenv("AIRFLOW_CONN_SFTP_MITROS", json.dumps(connection | changes))


def sftp_folder(**options):
    """Make the folder of mitros; Airflow is imported late."""
    from vroegeropaf_airflow.sftp_folder import SftpFolder

    return SftpFolder("mitros", **options)


def put(server: LocalSftpServer, name: str = NAME, content: bytes = CONTENT) -> RemoteFile:
    """Lay a file in the inbox; return it as it is listed."""
    (server.folder("mitros") / "in" / name).write_bytes(content)
    return next(file for file in sftp_folder().list_inbox() if file.name == name)


def test_list_read_archive_and_write(serve):
    """A file is listed with size and time, read whole, archived by a rename, and an answer is laid in out."""
    server = serve()
    file = put(server)
    root = server.folder("mitros")
    assert file.size_bytes == len(CONTENT)
    assert file.modified_at.timestamp() == int((root / "in" / NAME).stat().st_mtime)
    assert file.modified_at.utcoffset() is not None
    with sftp_folder() as folder:
        assert folder.read(file, MAX_BYTES) == CONTENT
        folder.archive(NAME, f"20260302T060000Z-0123abcd-{NAME}")
        folder.write_out("terugkoppeling_mitros_20260302.csv", CONTENT)
        assert folder.list_inbox() == []
    assert (root / "archive" / f"20260302T060000Z-0123abcd-{NAME}").read_bytes() == CONTENT
    assert [path.name for path in (root / "out").iterdir()] == ["terugkoppeling_mitros_20260302.csv"]
    assert (root / "out" / "terugkoppeling_mitros_20260302.csv").read_bytes() == CONTENT


def test_second_calls_change_nothing(serve):
    """Archiving, deleting and writing once more is fine, also when the archive folder is not there."""
    server = serve()
    file = put(server)
    root = server.folder("mitros")
    (root / "archive").rmdir()
    folder = sftp_folder()
    folder.delete("not_there.csv")
    for _ in range(2):
        folder.archive(file.name, f"1-2-{NAME}")
        folder.write_out("a.csv", b"new")
    assert (root / "archive" / f"1-2-{NAME}").exists()
    assert (root / "out" / "a.csv").read_bytes() == b"new"


def test_delete_purges_inbox_and_archive_copies_only(serve):
    """A purge takes the file and its archived copies, and nothing else."""
    server = serve()
    root = server.folder("mitros")
    put(server)
    put(server, "other.csv")
    for name in (f"1-a-{NAME}", f"2-b-{NAME}", "3-c-other.csv"):
        (root / "archive" / name).write_bytes(b"x")
    for _ in range(2):
        sftp_folder().delete(NAME)
    left = {str(path.relative_to(root)) for path in root.rglob("*.csv")}
    assert left == {"in/other.csv", "archive/3-c-other.csv"}


def test_only_finished_regular_files_with_plain_names_are_listed(serve, tmp_path):
    """Folders, links, unfinished files and odd names are left alone; none of them stops the others."""
    server = serve()
    inbox = server.folder("mitros") / "in"
    (inbox / "folder.csv").mkdir()
    (inbox / "link.csv").symlink_to(tmp_path)
    odd = [".hidden.csv", "a.csv.part", "a.csv.TMP", "a.filepart", "x" * 97 + ".csv", "a\nb.csv", "a\\b.csv"]
    for name in odd:
        (inbox / name).write_bytes(b"x")
    (inbox / os.fsdecode("één.csv".encode("latin-1"))).write_bytes(b"x")
    put(server)
    assert [file.name for file in sftp_folder().list_inbox()] == [NAME]


def test_name_that_leads_out_is_never_listed_nor_used(serve):
    """A `../` name in a listing is not fetched, and we refuse to use such a name ourselves."""

    class Traversal(JailedFiles):
        async def scandir(self, path):
            for name in (b"../../../kwaad.csv", b"in/kwaad.csv", b"/etc/passwd"):
                yield asyncssh.SFTPName(name, attrs=asyncssh.SFTPAttrs(size=1, permissions=0o100644, mtime=1))

    serve(Traversal)
    folder = sftp_folder()
    assert folder.list_inbox() == []
    for name in ("../kwaad.csv", "a/b", "..", ".", "", "a\0b"):
        with pytest.raises(PermanentError) as caught:
            folder.archive(name, "a.csv")
        assert caught.value.code == "unsafe_name"


def test_listing_without_attributes_is_completed(serve):
    """A server that lists bare names is asked for each of them what it is."""

    class Bare(JailedFiles):
        async def scandir(self, path):
            yield asyncssh.SFTPName(NAME.encode(), attrs=asyncssh.SFTPAttrs())
            yield asyncssh.SFTPName(b"ghost.csv", attrs=asyncssh.SFTPAttrs())

    file = put(serve(Bare))
    assert (file.name, file.size_bytes) == (NAME, len(CONTENT))


def test_too_large_file_is_not_fetched(serve):
    """A file above the limit is refused before a byte is read; at the limit it is read."""
    file = put(serve())
    with pytest.raises(PermanentError) as caught:
        sftp_folder().read(file, len(CONTENT) - 1)
    assert caught.value.code == "too_large"
    assert sftp_folder().read(file, len(CONTENT)) == CONTENT


def failing_read(file: RemoteFile, **options) -> str:
    """Read and return the code of the transient error."""
    with pytest.raises(TransientError) as caught:
        sftp_folder(**options).read(file, MAX_BYTES)
    assert caught.value.__cause__ is None
    assert NAME not in str(caught.value)
    return caught.value.code


def test_short_read_is_noticed(serve):
    """A server that says `end of file` after 1,000 bytes does not give us a short file."""

    class Short(JailedFiles):
        def read(self, file_obj, offset, size):
            return super().read(file_obj, offset, size)[: max(0, 1000 - offset)]

    assert failing_read(put(serve(Short))) == "transfer_incomplete"


def test_small_answers_are_no_fault(serve):
    """A server that gives less than asked for each time, but all in the end, gives a whole file."""

    class Small(JailedFiles):
        def read(self, file_obj, offset, size):
            return super().read(file_obj, offset, min(size, 10_000))

    assert sftp_folder().read(put(serve(Small)), MAX_BYTES) == CONTENT


def test_cut_line_is_noticed(serve):
    """A line cut in the middle is a transient fault."""

    class Cut(JailedFiles):
        def read(self, file_obj, offset, size):
            if offset > 100_000:
                self.channel.get_connection().abort()
            return super().read(file_obj, offset, size)

    assert failing_read(put(serve(Cut))) == "sftp_unreachable"


def test_file_that_grows_while_we_read_is_not_taken(serve):
    """A file still being written is noticed, and not followed for ever."""

    class Growing(JailedFiles):
        def read(self, file_obj, offset, size):
            with open(file_obj.name, "ab") as same:
                same.write(b"more")
            return super().read(file_obj, offset, size)

    assert failing_read(put(serve(Growing))) == "file_changed"


def test_rewritten_file_of_the_same_size_is_not_taken(serve):
    """A file rewritten while we read it, ending with the same size, is noticed by its time."""

    class Rewriting(JailedFiles):
        def read(self, file_obj, offset, size):
            os.utime(file_obj.name, (1, 1))
            return super().read(file_obj, offset, size)

    assert failing_read(put(serve(Rewriting))) == "file_changed"


def test_file_that_changed_since_the_listing_is_not_taken(serve):
    """Another size, another time, a link in its place, or nothing there any more: look again later."""
    server = serve()
    path = server.folder("mitros") / "in" / NAME
    file = put(server)
    os.utime(path, (1, 1))
    assert failing_read(file) == "file_changed"
    file = put(server)
    path.write_bytes(CONTENT + b"x")
    assert failing_read(file) == "file_changed"
    path.rename(path.with_name("elsewhere.csv"))
    assert failing_read(file) == "file_vanished"
    path.symlink_to("elsewhere.csv")
    assert failing_read(file) == "file_changed"


def test_silent_server_does_not_hang_us(serve):
    """A server that stops answering half-way is given up after the timeout."""

    class Silent(JailedFiles):
        async def read(self, file_obj, offset, size):
            if offset > 100_000:
                await asyncio.sleep(3600)
            return super().read(file_obj, offset, size)

    file = put(serve(Silent))
    started = time.monotonic()
    assert failing_read(file, timeout_s=0.5) == "sftp_unreachable"
    assert time.monotonic() - started < 10


def test_dripping_server_is_given_up(serve):
    """A server that keeps giving a few bytes is given up after the time for a whole folder."""

    class Dripping(JailedFiles):
        async def read(self, file_obj, offset, size):
            await asyncio.sleep(0.05)
            return super().read(file_obj, offset, 10)

    assert failing_read(put(serve(Dripping)), folder_timeout_s=0.5) == "sftp_slow"


def test_server_that_accepts_and_says_nothing(serve, monkeypatch):
    """A port that takes the connection and stays silent is given up after the login timeout."""
    from vroegeropaf_airflow import sftp_connection

    monkeypatch.setattr(sftp_connection, "LOGIN_TIMEOUT_S", 0.5)
    server = serve()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        connect(monkeypatch, server, port=mute.getsockname()[1])
        assert failing_call() == (TransientError, "sftp_unreachable")


def test_server_whose_subsystem_never_starts(serve, tmp_path, monkeypatch):
    """A server that takes the login but never speaks SFTP is given up too."""
    server = serve()
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    async def never(process):
        await asyncio.sleep(3600)

    async def listen():
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[str(tmp_path / "ssh" / secrets.HOST_KEY)],
            authorized_client_keys=str(tmp_path / "ssh" / "authorized" / "mitros"),
            process_factory=never,
        )

    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(5)
    connect(monkeypatch, server, port=acceptor.get_port())
    assert failing_call(timeout_s=0.5) == (TransientError, "sftp_unreachable")
    loop.call_soon_threadsafe(acceptor.close)
    loop.call_soon_threadsafe(loop.stop)


def failing_call(**options) -> tuple[type[VroegEropafError], str]:
    """List the inbox; return how it failed, which must be quick."""
    started = time.monotonic()
    with pytest.raises(VroegEropafError) as caught:
        sftp_folder(**options).list_inbox()
    assert time.monotonic() - started < 5
    assert caught.value.__cause__ is None
    return type(caught.value), caught.value.code


def test_nobody_there(serve, monkeypatch):
    """A refused connection is a transient fault, found at once."""
    server = serve()
    server.stop()
    assert failing_call() == (TransientError, "sftp_unreachable")


def test_wrong_key_is_refused_once(serve, monkeypatch):
    """Another account's key, an unknown account, or no key file: permanent, without a retry."""
    server = serve()
    wrong = {"key_file": str(server.key_path("viveste"))}
    connect(monkeypatch, server, extra=wrong)
    assert failing_call() == (PermanentError, "sftp_login_refused")
    connect(monkeypatch, server, login="unknown")
    assert failing_call() == (PermanentError, "sftp_login_refused")
    connect(monkeypatch, server, extra={"key_file": "/not/there"})
    assert failing_call() == (PermanentError, "sftp_login_refused")


def test_changed_or_unknown_host_key_is_refused(serve, tmp_path, monkeypatch):
    """Another host key, or none pinned: permanent, whatever a careless extra says."""
    server = serve()
    other = secrets.ssh_keys(tmp_path / "other", []).host_key_line
    connect(monkeypatch, server, extra={"host_key": other})
    assert failing_call() == (PermanentError, "sftp_host_key")
    connect(monkeypatch, server, extra={"host_key": None, "no_host_key_check": True})
    monkeypatch.setenv("HOME", str(tmp_path))
    assert failing_call() == (PermanentError, "sftp_host_key")


def test_private_key_may_stand_in_the_connection(serve, monkeypatch):
    """The key itself works as well as a key file."""
    server = serve()
    put(server)
    private = {"private_key": server.key_path("mitros").read_text(), "key_file": None}
    connect(monkeypatch, server, extra=private)
    assert len(sftp_folder().list_inbox()) == 1


def test_missing_or_broken_connection_is_a_configuration_error(serve, monkeypatch):
    """No connection, or one that makes no sense, is told as such, without its values."""
    server = serve()
    connect(monkeypatch, server, extra={"host_key": "ssh-nonsense AAAA"})
    assert failing_call() == (ConfigurationError, "sftp_connection")
    monkeypatch.delenv("AIRFLOW_CONN_SFTP_MITROS")
    assert failing_call() == (ConfigurationError, "sftp_connection")


def test_denied_listing_is_no_empty_inbox(serve):
    """A listing that the server denies, or an inbox that is not there, is an error and not `nothing new`."""

    class Denied(JailedFiles):
        async def scandir(self, path):
            raise asyncssh.SFTPPermissionDenied("no")
            yield

    server = serve(Denied)
    assert failing_call() == (PermanentError, "sftp_denied")
    server.stop()
    server = serve()
    with sftp_folder() as folder:
        assert folder.list_inbox() == []
        (server.folder("mitros") / "in").rmdir()
        with pytest.raises(PermanentError, match="sftp_denied"):
            folder.list_inbox()


def test_server_without_posix_rename(serve):
    """A server that only knows the old rename still archives, and replaces what is in out."""

    class Old(JailedFiles):
        def posix_rename(self, oldpath, newpath):
            raise asyncssh.SFTPOpUnsupported("no")

    server = serve(Old)
    put(server)
    folder = sftp_folder()
    folder.archive(NAME, f"1-2-{NAME}")
    for content in (b"one", b"two"):
        folder.write_out("a.csv", content)
    assert (server.folder("mitros") / "archive" / f"1-2-{NAME}").exists()
    assert (server.folder("mitros") / "out" / "a.csv").read_bytes() == b"two"


def test_lost_bytes_of_an_answer_are_noticed(serve):
    """When not all bytes of an answer arrive, the corporation never sees half of it under its name."""

    class Forgetful(JailedFiles):
        def write(self, file_obj, offset, data):
            return super().write(file_obj, offset, data[:10])

    server = serve(Forgetful)
    with pytest.raises(TransientError) as caught:
        sftp_folder().write_out("a.csv", CONTENT)
    assert caught.value.code == "transfer_incomplete"
    assert list((server.folder("mitros") / "out").iterdir()) == []


def test_held_connection_is_used_again_and_renewed(serve):
    """Calls inside a `with` share one connection; when the server cut it in between, a new one is made."""
    connections = []

    class Counted(JailedFiles):
        def __init__(self, channel, folder):
            connections.append(channel.get_connection())
            super().__init__(channel, folder)

    serve(Counted)
    with sftp_folder() as folder:
        folder.list_inbox()
        folder.list_inbox()
        assert len(connections) == 1
        folder._hook._ssh_conn.get_transport().close()
        folder.list_inbox()
        assert len(connections) == 2
