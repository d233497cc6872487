"""The programs that `weiguang serve` runs: each started, watched, and started again when it dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from weiguang.storage.embedded import EmbeddedMongo, EmbeddedMongoError
from weiguang.storage.logfiles import bound
from weiguang.storage.tied import start_tied, stop_process
from weiguang.welcome import say

BACKEND = Path(__file__).parents[1]
GUNICORN_CONF = BACKEND.parent / "deploy" / "gunicorn.conf.py"

STOP_PATIENCE_S = 20.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
SETTLED_S = 60.0


class Child:
    """A program of the product: started, watched, started again when it dies."""

    def __init__(self, title: str, arguments: list[str], *, env: Mapping[str, str], log: Path) -> None:
        self.title, self.log = title, log
        self._command = [sys.executable, "-m", *arguments]
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._start({}, ())

    def ended(self) -> str | None:
        """How the process ended, or None while it runs."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        return f"被信号 {signal.Signals(-code).name} 结束" if code < 0 else f"退出码 {code}"

    def tidy(self) -> None:
        bound(self.log)

    def stop(self) -> None:
        if self._process is not None:
            stop_process(self._process, patience_s=STOP_PATIENCE_S)
            self._process = None
            say(f"{self.title}已停止。")

    def _start(self, more: Mapping[str, str], fds: tuple[int, ...]) -> None:
        bound(self.log)
        with self.log.open("ab") as output:
            env = {**self._env, **more}
            self._process = start_tied(self._command, output=output, env=env, cwd=BACKEND, pass_fds=fds)


class Web(Child):
    """gunicorn on our socket. It imports the product while the database starts, and waits at a gate for its URI."""

    def __init__(self, *, env: Mapping[str, str], log: Path, listener: socket.socket) -> None:
        self._listener = listener.fileno()
        self._uri: str | None = None
        self._gate: int | None = None
        command = ["gunicorn", "-c", str(GUNICORN_CONF), "--bind", f"fd://{self._listener}"]
        super().__init__("网页服务", command, env=env, log=log)

    def start(self) -> None:
        waits, self._gate = os.pipe()
        self._start({"WEIGUANG_GATE": str(waits)}, (self._listener, waits))
        os.close(waits)
        if self._uri is not None:
            self.open_gate(self._uri)

    def open_gate(self, uri: str) -> None:
        """The database is ready."""
        self._uri = uri
        if self._gate is not None:
            with suppress(BrokenPipeError), open(self._gate, "w") as gate:
                self._gate = None
                gate.write(uri)

    def stop(self) -> None:
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None
        super().stop()


class Database:
    """The embedded mongod as one more thing to watch."""

    title = "数据库"

    def __init__(self, mongo: EmbeddedMongo) -> None:
        self._mongo = mongo
        self.start = mongo.revive
        self.tidy = mongo.keep_log_small

    def ended(self) -> str | None:
        return None if self._mongo.pid else "进程没有了"


class Watch:
    """Looks after one child: says that it died and starts it again, each time after a longer pause."""

    def __init__(self, child: Child | Database) -> None:
        self._child = child
        self._pause = FIRST_PAUSE_S
        self._started = time.monotonic()
        self._due: float | None = None

    def look(self) -> None:
        how = self._child.ended()
        now = time.monotonic()
        if how is None:
            return
        if self._due is None:
            self._pause = FIRST_PAUSE_S if now - self._started > SETTLED_S else self._pause
            self._due = now + self._pause
            say(f"{self._child.title}意外停止（{how}），{self._pause:g} 秒后重新启动。")
        elif now >= self._due:
            self._restart()

    def _restart(self) -> None:
        self._due = None
        self._started = time.monotonic()
        self._pause = min(self._pause * 2, LONGEST_PAUSE_S)
        try:
            self._child.start()
        except (EmbeddedMongoError, OSError) as error:
            say(f"{self._child.title}没有启动成功：{error}")
        else:
            say(f"{self._child.title}已重新启动。")

    def tidy(self) -> None:
        self._child.tidy()
