"""The whole product as a newcomer runs it: ``weiguang serve --demo`` on a data directory of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

PHONE = re.compile(r"(?<![\da-f])1[3-9]\d{9}(?![\da-f])")
NAMES = ("林晓梅", "周国强", "陈慧芳", "王建军", "赵敏华", "王小明")
REPOSITORY = Path(__file__).resolve().parents[2]


class Product:
    """A running product; its API is called as an outside program would."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.port = data, _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = (
            os.environ | {"PYTHONPATH": str(REPOSITORY / "backend"), "PYTHONUNBUFFERED": "1"} | environment
        )
        self.environment.pop("MONGODB_URI", None)
        self.tokens: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        """Start and wait until it says ready."""
        self.log = (self.data / "serve.out").open("ab")
        command = [
            sys.executable,
            "-m",
            "weiguang",
            "serve",
            "--demo",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log, cwd=REPOSITORY)
        self.wait_ready()

    def wait_ready(self, seconds: float = 180) -> None:
        """Wait for readiness; fail with the product's own words when it stops."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.data / "serve.out").read_text()[-2000:]
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2).read()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the product did not become ready")

    def stop(self) -> int:
        """Stop as Ctrl-C does; return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(60)
        self.log.close()
        return status

    def processes(self) -> list[tuple[int, str]]:
        """Every process of this product below ``serve``: (pid, command line), parents before children."""
        found, level = [], [self.process.pid]
        while level:
            level = [child for parent in level for child in _children(parent)]
            found += [(pid, _command(pid)) for pid in level]
        return found

    def kill_all(self) -> None:
        """kill -9 of everything at once."""
        for pid in [self.process.pid, *(pid for pid, _ in self.processes())]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)
        self.log.close()

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """Call the API; return the status and the parsed answer."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        raw = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.url}/api/v1{path}", raw, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status, _parse(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _parse(error.read())

    def personal_in_logs(self) -> list[str]:
        """Lines of any log that hold a phone, a demo account's name, or a session's token."""
        secrets = [*NAMES, *self.tokens.values()]
        return [
            f"{log.name}: {line[:200]}"
            for log in (self.data / "logs").glob("*")
            for line in log.read_text(errors="replace").splitlines()
            if PHONE.search(line) or any(secret in line for secret in secrets)
        ]

    def token(self, phone: str) -> str:
        """A session of a demo account."""
        if phone not in self.tokens:
            _, sent = self.call("POST", "/auth/codes", {"phone": phone})
            _, opened = self.call("POST", "/auth/sessions", {"phone": phone, "code": sent["demo_code"]})
            self.tokens[phone] = opened["token"]
        return self.tokens[phone]

    def fair(self) -> str:
        """The id of the demo fair."""
        return str(self.call("GET", "/fairs")[1]["items"][0]["id"])

    def open_wishes(self) -> list[dict[str, Any]]:
        """The wishes nobody has claimed."""
        return list(self.call("GET", f"/wishes?fair={self.fair()}&state=open&limit=100")[1]["items"])


def client_id() -> str:
    """A fresh client id."""
    return str(uuid.uuid4())


def _children(parent: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{parent}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _parse(raw: bytes) -> Any:
    return json.loads(raw) if raw else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
