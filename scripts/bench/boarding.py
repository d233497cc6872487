"""5,000 viewers poll the board of a fair every three seconds, as phones and the big screen do, with If-None-Match.

The rate is given, so what is compared is what an answer costs: processor time of the servers per answer, against a bare
Flask endpoint that answers a constant 304, in the same run. A latency counts from the moment a poll was due, so that
a server that falls behind cannot hide it. Every ten seconds a wish is claimed and every viewer gets the new board.
Everything runs on two cores: servers, database, and the viewers themselves.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from harness import close, cpu_seconds, gunicorn, options, percentiles, processes_of
from product import make_root, prepared

from weiguang.access.actor import NOBODY
from weiguang.events.managing import new_event
from weiguang.events.models import Event
from weiguang.storage.clock import utc_now
from weiguang.storage.codes import make_code
from weiguang.wishes.claiming import Claimant, claim_wish
from weiguang.wishes.models import Wish
from weiguang.wishes.service import new_wish

VIEWERS = int(os.environ.get("WEIGUANG_BENCH_VIEWERS", "5000"))
EVERY_S = 3.0
WARM_S = 2 * EVERY_S
CLAIM_EVERY_S = 10.0
SPARE_FILES = 200
CORES = 2
WISHES = 309
LEAST_RATE, LEAST_RATIO = 0.98, 0.5


@dataclass
class Seen:
    """What all viewers saw once they were warm."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    cpu_s: float = 0.0
    server_cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def server_ms(self) -> float:
        """Processor time of the servers per answer."""
        return self.server_cpu_s / max(1, len(self.latencies)) * 1000


class Viewer(asyncio.Protocol):
    """One phone: a connection that stays, a poll at every due moment, the tag of the board it has."""

    def __init__(self, crowd: Crowd, due: float) -> None:
        self.crowd, self.due = crowd, due
        self.tag, self.received = b"", b""
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        if self.transport.is_closing():
            return
        condition = b"If-None-Match: %s\r\n" % self.tag if self.tag else b""
        self.transport.write(b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n" % (self.crowd.path, condition))

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, end, body = self.received.partition(b"\r\n\r\n")
        if not end:
            return
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) < int(fields.get(b"content-length", b"0")) and head[9:12] != b"304":
            return
        self.received, self.tag = b"", fields.get(b"etag", b"")
        self.crowd.saw(int(head[9:12]), self.due)
        self.due += self.crowd.every
        self.crowd.loop.call_at(self.due, self._ask)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost(self)


class Crowd:
    """All viewers in one process: they arrive evenly over one interval, and are counted once warm."""

    def __init__(self, port: int, path: str, every: float, seconds: float) -> None:
        self.port, self.path, self.every, self.seen = port, path.encode(), every, Seen(seconds)
        self.loop = asyncio.get_running_loop()
        self.begins = self.loop.time() + WARM_S
        self.ends = self.begins + seconds

    def saw(self, status: int, due: float) -> None:
        now = self.loop.time()
        if self.begins <= now < self.ends:
            self.seen.latencies.append(now - due)
            self.seen.answers[status] += 1

    def lost(self, viewer: Viewer) -> None:
        """A viewer whose connection broke comes back, and is counted."""
        if self.loop.time() < self.ends:
            self.seen.lost += 1
            viewer.received = b""
            self.loop.create_task(self._arrive(viewer))

    async def _arrive(self, viewer: Viewer) -> None:
        await asyncio.sleep(max(0.0, viewer.due - self.loop.time()))
        try:
            await self.loop.create_connection(lambda: viewer, "127.0.0.1", self.port)
        except OSError:
            self.seen.lost += 1

    async def watch(self, viewers: int) -> Seen:
        began = self.loop.time()
        arriving = [self._arrive(Viewer(self, began + self.every * number / viewers)) for number in range(viewers)]
        gathered = asyncio.gather(*arriving)
        await asyncio.sleep(self.begins - self.loop.time())
        used = time.process_time()
        await asyncio.sleep(self.ends - self.loop.time())
        self.seen.cpu_s = time.process_time() - used
        gathered.cancel()
        return self.seen


def _crowd(port: int, path: str, viewers: int, every: float, seconds: float, inbox: Any) -> None:
    async def run() -> Seen:
        return await Crowd(port, path, every, seconds).watch(viewers)

    inbox.put(asyncio.run(run()))


def watch(port: int, path: str, viewers: int, every: float, seconds: float) -> Seen:
    """Let the crowd watch from a process of its own; measure what the servers use meanwhile."""
    inbox: multiprocessing.Queue[Seen] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_crowd, args=(port, path, viewers, every, seconds, inbox))
    process.start()
    servers = processes_of(port)
    time.sleep(WARM_S)
    before = cpu_seconds(servers)
    time.sleep(seconds)
    used = cpu_seconds(servers) - before
    seen = inbox.get(timeout=60)
    process.join()
    seen.server_cpu_s = used
    return seen


def main() -> int:
    chosen = options(__doc__)
    seconds = 15.0 if chosen.quick else 60.0
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    viewers = _affordable(VIEWERS)
    every = EVERY_S * viewers / VIEWERS
    with (
        prepared() as environment,
        gunicorn("weiguang.wsgi:app", environment, "/readyz") as ours,
        gunicorn("lean:app", environment, "/ready") as lean,
    ):
        fair, codes = _open_fair()
        over = threading.Event()
        claiming = threading.Thread(target=_claim_now_and_then, args=(codes, over))
        claiming.start()
        mine = watch(ours, f"/api/v1/fairs/{fair}/board", viewers, every, seconds)
        over.set()
        claiming.join()
        theirs = watch(lean, "/board", viewers, every, seconds)
    return _report(mine, theirs, viewers, every)


def _affordable(viewers: int) -> int:
    """Raise the limit of open files as far as it goes; fewer viewers, who poll more often, where it is not enough."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    able = viewers if most == resource.RLIM_INFINITY else min(viewers, most - SPARE_FILES)
    if able < viewers:
        print(f"this system allows {most} open files: {able} viewers instead of {viewers}, each polling more often")
    return able


def _open_fair() -> tuple[ObjectId, list[str]]:
    root = make_root()
    event = new_event(line=[root], title="公益集市", date="2023-06-28", fair=True)
    Event.collection().insert_one(event)
    codes = list({make_code() for _ in range(WISHES)})
    wishes = [new_wish(code=code, serial=step, fair=event["_id"], line=[root]) for step, code in enumerate(codes)]
    Wish.collection().insert_many(wishes)
    return event["_id"], codes


def _claim_now_and_then(codes: list[str], over: threading.Event) -> None:
    """So that the board changes, as it does at a fair."""
    for number, code in enumerate(codes):
        if over.wait(CLAIM_EVERY_S):
            return
        claimant = Claimant(client_id=str(uuid.uuid4()), name="王小明", phone=f"139{number:08d}")
        claim_wish(actor=NOBODY, wish=code, claimant=claimant, now=utc_now())


def _report(mine: Seen, theirs: Seen, viewers: int, every: float) -> int:
    offered = viewers / every
    print(f"{viewers} viewers, one poll each {every:.1f} s: {offered:.0f} requests per second on {CORES} cores")
    print(
        f"{'':<10}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}{'304':>7}{'servers':>9}{'ms each':>9}{'viewers':>9}{'lost':>6}"
    )
    for name, seen in (("weiguang", mine), ("lean", theirs)):
        p50, p99 = percentiles(seen.latencies)
        share, load = _share(seen), seen.server_cpu_s / seen.seconds / CORES
        print(
            f"{name:<10}{seen.per_s:>8.0f}{p50:>9.2f}{p99:>9.2f}{share:>7.1%}{load:>9.1%}{seen.server_ms:>9.3f}"
            f"{seen.cpu_s / seen.seconds / CORES:>9.1%}{seen.lost:>6}"
        )
    p50, p99 = percentiles(mine.latencies)
    ratio = theirs.server_ms / mine.server_ms
    clean = not mine.lost and set(mine.answers) <= {200, 304}
    metrics = {
        "viewers": viewers,
        "per_s": round(mine.per_s),
        "p50_ms": round(p50, 2),
        "p99_ms": round(p99, 2),
        "share_304": round(_share(mine), 3),
        "server_cpu_share": round(mine.server_cpu_s / mine.seconds / CORES, 3),
    }
    ok = clean and mine.per_s >= LEAST_RATE * offered and ratio >= LEAST_RATIO
    return close("board", metrics, {"ceiling": ratio}, ok=ok)


def _share(seen: Seen) -> float:
    return seen.answers[304] / max(1, sum(seen.answers.values()))


if __name__ == "__main__":
    raise SystemExit(main())
