"""Put files into an inbox as a corporation does: over SFTP, its own key, a temporary name first."""

import asyncio
from pathlib import Path

import asyncssh

from vroegeropaf.local.sample.month import SampleFile


def upload(file: SampleFile, host: str, port: int, key_file: Path, host_key_line: str) -> None:
    """Upload one file, and its ready marker after it; a file of the same name is overwritten."""
    asyncio.run(_upload(file, host, port, key_file, host_key_line))


async def _upload(file: SampleFile, host: str, port: int, key_file: Path, host_key_line: str) -> None:
    known_hosts = asyncssh.import_known_hosts(f"[{host}]:{port} {host_key_line}\n")
    async with (
        asyncssh.connect(
            host, port, username=file.corporation, client_keys=[str(key_file)], known_hosts=known_hosts
        ) as connection,
        connection.start_sftp_client() as sftp,
    ):
        parts = [(file.name, file.content)]
        if file.marker is not None:
            parts.append((f"{file.name}.klaar", file.marker))
        for name, content in parts:
            async with sftp.open(f"in/{name}.part", "wb") as target:
                await target.write(content)
            await sftp.posix_rename(f"in/{name}.part", f"in/{name}")
