"""What the benchmarks share: a mongod, two gunicorns (the product and a lean ceiling), a load generator, ratios.

The contenders run under the same gunicorn configuration on the same mongod and are measured in turn, interleaved, so
that what the machine does meanwhile hits both. Only ratios are meant to be compared between machines. Load goes to
127.0.0.1 only, is bounded in count and time, and stops by itself.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
CONNECTIONS = 16

Request = bytes


@dataclass(frozen=True)
class Result:
    """One measured run."""

    per_s: float
    p50_ms: float
    p99_ms: float
    refused: int
    answers: Counter[int] = field(default_factory=Counter)
    """How often each status was answered."""


def options(description: str) -> argparse.Namespace:
    """Every benchmark takes ``--quick`` (at most 60 s)."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="3 rounds instead of 7; at most 60 s")
    chosen = parser.parse_args()
    chosen.rounds, chosen.requests = (3, 1_500) if chosen.quick else (7, 4_000)
    return chosen


def free_port() -> int:
    """A free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(module: str, environment: dict[str, str], ready: str) -> Iterator[int]:
    """Run a WSGI module as the product does; yields the port."""
    port = free_port()
    variables = os.environ | environment | {"WEIGUANG_PORT": str(port), "WEIGUANG_BIND": "127.0.0.1"}
    variables["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY / "backend"), str(Path(__file__).parent)])
    command = [sys.executable, "-m", "gunicorn", "-c", str(REPOSITORY / "deploy" / "gunicorn.conf.py")]
    command += ["--bind", f"127.0.0.1:{port}", "--access-logfile", "/dev/null", module]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=variables, stdout=log, stderr=log, cwd=REPOSITORY)
        try:
            _wait(f"http://127.0.0.1:{port}{ready}", process)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn did not become ready")


def request(method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Request:
    """One HTTP/1.1 request as bytes, ready to be sent on a kept-alive connection."""
    raw = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(raw)}"]
    lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def fire(
    port: int, requests: Sequence[Request], accepted: tuple[int, ...] = (200, 201), connections: int = CONNECTIONS
) -> Result:
    """Send all requests over that many connections from a process of its own, as fast as answers come."""
    inbox: multiprocessing.Queue[Result] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_fire, args=(port, requests, accepted, connections, inbox))
    process.start()
    result = inbox.get(timeout=120)
    process.join()
    return result


def _fire(port: int, requests: Sequence[Request], accepted: tuple[int, ...], connections: int, inbox: Any) -> None:
    latencies: list[float] = []
    statuses: list[int] = []
    shares = [requests[start::connections] for start in range(connections)]
    threads = [threading.Thread(target=_client, args=(port, share, latencies, statuses)) for share in shares]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    p50, p99 = percentiles(latencies)
    refused = sum(status not in accepted for status in statuses)
    inbox.put(Result(len(latencies) / took, p50, p99, refused, Counter(statuses)))


def percentiles(latencies: list[float]) -> tuple[float, float]:
    """p50 and p99 in milliseconds of latencies in seconds."""
    ordered = sorted(latencies)
    return ordered[int(len(ordered) * 0.5)] * 1000, ordered[int(len(ordered) * 0.99)] * 1000


def _client(port: int, requests: Sequence[Request], latencies: list[float], statuses: list[int]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for raw in requests:
            began = time.perf_counter()
            connection.sendall(raw)
            statuses.append(_read_answer(connection))
            latencies.append(time.perf_counter() - began)


def _read_answer(connection: socket.socket) -> int:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += _receive(connection)
    return int(head[9:12])


def _receive(connection: socket.socket) -> bytes:
    chunk = connection.recv(65536)
    if not chunk:
        raise ConnectionError("the server closed the connection")
    return chunk


def duel(contenders: dict[str, Callable[[int], Result]], rounds: int) -> dict[str, list[Result]]:
    """Run each contender in turn, ``rounds`` times, after one uncounted round to warm up."""
    results: dict[str, list[Result]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            result = run(number)
            if number:
                results[name].append(result)
    return results


def report(bench: str, results: dict[str, list[Result]], ceiling: str, least: float) -> int:
    """Print the table and the closing line of JSON; 0 when the ratio is reached and nothing was refused."""
    ratio, clean = compare(results, ceiling)
    return close(bench, rates(results), {"ceiling": ratio}, ok=ratio >= least and clean)


def compare(results: dict[str, list[Result]], ceiling: str) -> tuple[float, bool]:
    """Print the table; return the median ratio to the ceiling, and whether nothing was refused."""
    print(f"{'contender':<12}{'per s':>10}{'p50 ms':>10}{'p99 ms':>10}{'refused':>10}")
    for name, runs in results.items():
        middle = [statistics.median(getattr(run, field) for run in runs) for field in ("per_s", "p50_ms", "p99_ms")]
        refused = sum(run.refused for run in runs)
        print(f"{name:<12}{middle[0]:>10.0f}{middle[1]:>10.2f}{middle[2]:>10.2f}{refused:>10}")
    ours = next(name for name in results if name != ceiling)
    pairs = zip(results[ours], results[ceiling], strict=True)
    ratio = statistics.median(mine.per_s / theirs.per_s for mine, theirs in pairs)
    return ratio, all(run.refused == 0 for runs in results.values() for run in runs)


def rates(results: dict[str, list[Result]], prefix: str = "") -> dict[str, float]:
    """The median rate of each contender, named for the closing line."""
    return {
        f"{prefix}{name}_per_s": round(statistics.median(run.per_s for run in runs)) for name, runs in results.items()
    }


def close(bench: str, metrics: dict[str, float], ratios: dict[str, float], *, ok: bool) -> int:
    """Print the closing line of JSON; the exit status."""
    rounded = {name: round(ratio, 3) for name, ratio in ratios.items()}
    print(json.dumps({"bench": bench, "metrics": metrics, "ratios": rounded, "ok": ok}))
    return 0 if ok else 1


def processes_of(port: int) -> list[int]:
    """The gunicorn that serves this port, and its workers."""
    masters = [pid for pid in _children(os.getpid()) if f"127.0.0.1:{port}" in _command(pid)]
    return [*masters, *(worker for master in masters for worker in _children(master))]


def cpu_seconds(pids: Sequence[int]) -> float:
    """The processor time that these processes have used so far."""
    ticks = 0
    for pid in pids:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(parts[11]) + int(parts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
