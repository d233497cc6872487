"""A real mongod that belongs to one data directory: the database of an installation without one of its own.

`EmbeddedMongo` starts it as a child process, a replica set of one with authentication, journaled, on loopback; it dies
with the process that started it and recovers from its journal after a kill. What it keeps::

    DATA/lock                 held by the running product
    DATA/logs/mongod.log      bounded
    DATA/mongodb/db           the files of mongod
    DATA/mongodb/keyfile      0600, and so is
    DATA/mongodb/password
    DATA/mongodb/port         the port of last time, kept while it is free
"""

from __future__ import annotations

import base64
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pymongo.errors import PyMongoError

from weiguang.storage.data_directory import DataDirectory, read_or_make, write_private
from weiguang.storage.embedded_error import EmbeddedMongoError
from weiguang.storage.logfiles import bound
from weiguang.storage.mongod import STOP_PATIENCE_S, PortTaken, find_mongod, owner_of, start_mongod, stop_orphan
from weiguang.storage.replica_set import Access, Moved, make_ready, move
from weiguang.storage.tied import stop_process

__all__ = ["EmbeddedMongo", "EmbeddedMongoError", "running_uri"]

PORTS = range(20_000, 32_000)
"""Below Linux's range of ephemeral ports, so that no outgoing connection takes ours while we are down."""
CANDIDATES = 50


class EmbeddedMongo:
    """One mongod on one data directory, which it locks, or which the caller has locked as ``directory``.

    A context manager that stops it. Start it from the main thread: see `storage.tied`.
    """

    def __init__(self, data_dir: Path, *, directory: DataDirectory | None = None) -> None:
        self._data = directory or DataDirectory(data_dir)
        self._home = self._data.path / "mongodb"
        self._log = self._data.logs / "mongod.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start, and return the URI once writes are accepted; raise `EmbeddedMongoError`."""
        find_mongod()
        self._data.take()
        try:
            with self._in_plain_words():
                _make_home(self._home)
                stop_orphan(self._home / "db")
                return self._start_on_a_port()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut down cleanly and give the data directory back; a repeat does nothing."""
        self._stop_process()
        self._data.release()

    @property
    def pid(self) -> int | None:
        """The process id of the running mongod, or None."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def revive(self) -> None:
        """Start a mongod that died again, at the same address; raise `EmbeddedMongoError`."""
        access = _access(self._home)
        try:
            with self._in_plain_words():
                self._run(access)
        except PortTaken:
            raise EmbeddedMongoError(f"数据库的端口 {access.port} 被别的程序占用了。请重新启动微光。") from None

    def keep_log_small(self) -> None:
        """Cut the log when it has grown; call now and then while running."""
        bound(self._log)

    def __enter__(self) -> EmbeddedMongo:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EmbeddedMongoError(f"数据目录 {self._data.path} 不能使用：{error}。") from error
        except PyMongoError as error:
            raise EmbeddedMongoError(f"数据库启动后没有回应。日志在 {self._log}。") from error

    def _stop_process(self) -> None:
        if self._process is not None:
            stop_process(self._process, patience_s=STOP_PATIENCE_S)
            self._process = None

    def _start_on_a_port(self) -> str:
        """Last time's port if it is free, else another; the set's own idea of its address follows first."""
        record = self._home / "port"
        recorded = record.read_text() if record.exists() else ""
        for port in _ports(recorded):
            access = _access(self._home, port)
            try:
                if recorded not in ("", str(port)):
                    self._move(access)
                write_private(record, str(port))
                self._run(access)
            except PortTaken:
                continue
            return access.uri
        raise EmbeddedMongoError("没有找到可用的本机端口来启动数据库。请稍后再试。")

    def _run(self, access: Access) -> None:
        try:
            self._launch(access)
        except Moved:  # a move that was cut short
            self._stop_process()
            self._move(access)
            self._launch(access)

    def _move(self, access: Access) -> None:
        self._process = self._mongod(access, alone=True)
        move(access)
        self._stop_process()

    def _launch(self, access: Access) -> None:
        self._process = self._mongod(access)
        make_ready(self._process, access)

    def _mongod(self, access: Access, *, alone: bool = False) -> subprocess.Popen[bytes]:
        db, keyfile = self._home / "db", self._home / "keyfile"
        return start_mongod(dbpath=db, keyfile=keyfile, port=access.port, log=self._log, alone=alone)


def running_uri(data_dir: Path) -> str | None:
    """The URI of the mongod that runs on ``data_dir`` right now, or None."""
    home = data_dir.resolve() / "mongodb"
    return _access(home).uri if owner_of(home / "db") is not None else None


def _make_home(home: Path) -> None:
    """The directories, and the secrets on the first start."""
    for folder in (home, home / "db"):
        folder.mkdir(mode=0o700, exist_ok=True)
    read_or_make(home / "password", secrets.token_urlsafe(32))
    read_or_make(home / "keyfile", base64.b64encode(secrets.token_bytes(510)).decode())


def _access(home: Path, port: int | None = None) -> Access:
    """At ``port``, or at the recorded one."""
    if port is None:
        port = int((home / "port").read_text())
    return Access(port=port, password=(home / "password").read_text(), key=(home / "keyfile").read_text())


def _ports(recorded: str) -> Iterator[int]:
    """The recorded port if it is free, then other free ones."""
    if recorded.isdecimal() and _is_free(int(recorded)):
        yield int(recorded)
    yield from filter(_is_free, secrets.SystemRandom().sample(PORTS, k=CANDIDATES))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
        return True
