"""The embedded database on a real mongod: restarts, kills, taken ports, lost and damaged files, neighbours."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from weiguang.storage import mongod
from weiguang.storage.data_directory import DataDirectory
from weiguang.storage.embedded import EmbeddedMongo, EmbeddedMongoError, running_uri

OWNER = """
import sys, time
from pathlib import Path
from weiguang.storage.embedded import EmbeddedMongo
mongo = EmbeddedMongo(Path(sys.argv[1]))
print(mongo.start(), mongo.pid, flush=True)
time.sleep(600)
"""
"""A product reduced to its database, to be killed."""


def remember(uri: str, *numbers: int) -> None:
    with MongoClient(uri) as client:
        for number in numbers:
            client["weiguang"]["acts"].insert_one({"_id": number})


def remembered(uri: str) -> list[int]:
    with MongoClient(uri) as client:
        return sorted(client["weiguang"]["acts"].distinct("_id"))


def port_of(uri: str) -> int:
    with MongoClient(uri, connect=False) as client:
        return next(iter(client._topology_settings.seeds))[1]


@contextmanager
def owner(data: Path) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A process that owns a running database: (the process, the URI, mongod's process id)."""
    environment = os.environ | {"PYTHONPATH": str(Path(mongod.__file__).parents[2])}
    command = [sys.executable, "-c", OWNER, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as product:
        assert product.stdout is not None
        uri, pid = product.stdout.readline().split()
        try:
            yield product, uri, int(pid)
        finally:
            product.kill()


def gone(pid: int) -> bool:
    """Whether the process ends within a few seconds."""
    for _ in range(1000):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_a_first_start_takes_durable_writes_and_keeps_its_secrets_private(data: Path, start: Start) -> None:
    remember(start(data), 1)
    modes = {name: stat.S_IMODE((data / "mongodb" / name).stat().st_mode) for name in ("password", "keyfile")}
    assert modes == {"password": 0o600, "keyfile": 0o600}
    assert stat.S_IMODE((data / "mongodb").stat().st_mode) == 0o700


@pytest.mark.parametrize("credentials", [{}, {"username": "weiguang", "password": "guess"}])
@pytest.mark.parametrize("attempt", [{"find": "acts"}, {"createUser": "stranger", "pwd": "x", "roles": ["root"]}])
def test_nobody_reads_or_makes_users_without_the_password(
    data: Path, start: Start, credentials: dict[str, str], attempt: dict[str, Any]
) -> None:
    port = port_of(start(data))
    with (
        MongoClient("127.0.0.1", port, directConnection=True, **credentials) as stranger,
        pytest.raises(OperationFailure, match=r"requires authentication|Authentication failed"),
    ):
        stranger.admin.command(attempt)


def test_it_listens_on_loopback_only(data: Path, start: Start) -> None:
    port = f"{port_of(start(data)):04X}"
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if line.split()[3] == "0A"]
    assert [address for address in listening if address.endswith(f":{port}")] == [f"0100007F:{port}"]


def test_a_second_start_finds_everything_at_the_same_address(data: Path, start: Start) -> None:
    first = start(data)
    remember(first, 1)
    start.stop()
    second = start(data)
    assert (second, remembered(second)) == (first, [1])


def test_transactions_and_change_streams_work_as_on_a_replica_set(data: Path, start: Start) -> None:
    with MongoClient(start(data)) as client, client["weiguang"]["acts"].watch(max_await_time_ms=5000) as stream:
        with client.start_session() as session, session.start_transaction():
            client["weiguang"]["acts"].insert_one({"_id": 7}, session=session)
        assert next(stream)["documentKey"] == {"_id": 7}


def test_the_uri_of_a_running_one_is_known_to_other_processes(data: Path, start: Start) -> None:
    uri = start(data)
    assert running_uri(data) == uri
    start.stop()
    assert running_uri(data) is None


def test_a_killed_one_is_revived_at_its_address_with_every_acknowledged_write(data: Path, start: Start) -> None:
    uri = start(data)
    remember(uri, *range(50))
    os.kill(start.mongo.pid or 0, signal.SIGKILL)
    while start.mongo.pid:
        time.sleep(0.02)
    start.mongo.revive()
    assert remembered(uri) == list(range(50))


def test_it_dies_with_the_product_and_the_next_start_finds_every_acknowledged_write(data: Path, start: Start) -> None:
    with owner(data) as (product, uri, pid):
        remember(uri, *range(50))
        product.kill()
        assert gone(pid)
    assert remembered(start(data)) == list(range(50))


def test_killing_product_and_mongod_together_loses_no_acknowledged_write(data: Path, start: Start) -> None:
    with owner(data) as (product, uri, pid):
        remember(uri, *range(50))
        product.kill()
        os.kill(pid, signal.SIGKILL)
    assert remembered(start(data)) == list(range(50))


def test_without_the_journal_a_kill_does_lose_writes(data: Path, start: Start) -> None:
    """The negative control: these tests would notice a loss."""
    with owner(data) as (product, uri, pid):
        remember(uri, *range(50))
        product.kill()
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)
    for part in (data / "mongodb" / "db" / "journal").glob("WiredTigerLog.*"):
        part.unlink()
    with pytest.raises((AssertionError, EmbeddedMongoError)):
        assert remembered(start(data)) == list(range(50))


def test_an_orphan_on_the_same_files_is_shut_down_first(data: Path, start: Start, orphan: Orphan) -> None:
    remember(start(data), 1)
    start.stop()
    process = orphan(data)
    assert mongod.owner_of(data / "mongodb" / "db") == process.pid
    assert remembered(start(data)) == [1]
    assert process.wait(5) == 0


def test_a_taken_port_makes_it_move_with_its_data(data: Path, start: Start) -> None:
    first = start(data)
    remember(first, 1)
    start.stop()
    with socket.create_server(("127.0.0.1", port_of(first))):  # accepts, and never answers
        second = start(data)
        assert port_of(second) != port_of(first)
        assert remembered(second) == [1]


def test_a_move_that_was_cut_short_is_finished(data: Path, start: Start) -> None:
    remember(start(data), 1)
    start.stop()
    (data / "mongodb" / "port").write_text("31999")  # recorded, but the set still has its old address
    assert remembered(start(data)) == [1]


def test_a_first_start_that_was_cut_short_is_finished(data: Path, start: Start) -> None:
    with DataDirectory(data):
        (data / "mongodb" / "db").mkdir(parents=True)
        (data / "mongodb" / "port").write_text("31998")
        (data / "mongodb" / "password.partial").write_text("ha")
    uri = start(data)
    remember(uri, 1)
    assert remembered(uri) == [1]


@pytest.mark.parametrize("name", ["password", "keyfile", "port"])
def test_a_lost_small_file_is_replaced(data: Path, start: Start, name: str) -> None:
    remember(start(data), 1)
    start.stop()
    (data / "mongodb" / name).unlink()
    assert remembered(start(data)) == [1]


def test_two_products_live_beside_each_other(tmp_path: Path, start: Start) -> None:
    first, second = start(tmp_path / "a"), start(tmp_path / "b")
    remember(first, 1)
    remember(second, 2)
    assert (remembered(first), remembered(second)) == ([1], [2])


def test_two_products_on_one_directory_are_refused_by_name(data: Path, start: Start) -> None:
    uri = start(data)
    with pytest.raises(EmbeddedMongoError, match=f"正被另一个微光使用（进程 {os.getpid()}）"):
        EmbeddedMongo(data).start()
    remember(uri, 1)
    assert remembered(uri) == [1]


@pytest.mark.parametrize("damage", ["WiredTiger.wt", "WiredTiger.turtle", "_mdb_catalog.wt", "storage.bson"])
def test_damaged_files_are_reported_with_log_and_reason(data: Path, start: Start, damage: str) -> None:
    start(data)
    start.stop()
    (data / "mongodb" / "db" / damage).write_bytes(b"\xff" * 4096)
    with pytest.raises(EmbeddedMongoError) as caught:
        EmbeddedMongo(data).start()
    assert f"日志在 {data / 'logs' / 'mongod.log'}，最后一条错误：" in str(caught.value)
    assert "fassert" not in str(caught.value)


def test_a_directory_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mongodb").write_text("")
    with pytest.raises(EmbeddedMongoError, match="不能使用"):
        EmbeddedMongo(tmp_path / "data").start()


def test_a_failed_start_gives_the_directory_back(data: Path, start: Start) -> None:
    data.mkdir()
    (data / "mongodb").write_text("")
    with pytest.raises(EmbeddedMongoError):
        EmbeddedMongo(data).start()
    (data / "mongodb").unlink()
    assert remembered(start(data)) == []


def test_a_copied_directory_is_an_installation_of_its_own(data: Path, tmp_path: Path, start: Start) -> None:
    remember(start(data), 1)
    start.stop()
    copy = shutil.copytree(data, tmp_path / "copy")
    first, second = start(data), start(copy)
    remember(first, 2)
    assert (remembered(first), remembered(second)) == ([1, 2], [1])


def test_values_never_reach_the_log_however_slow_the_query(data: Path, start: Start) -> None:
    with MongoClient(start(data)) as client:
        client["weiguang"]["acts"].insert_one({"_id": "13812345678"})
        slow = {"$expr": {"$function": {"body": "function() { sleep(300); return true }", "args": [], "lang": "js"}}}
        assert client["weiguang"]["acts"].find_one({"_id": "13812345678", **slow}) is not None
    assert "13812345678" not in (data / "logs" / "mongod.log").read_text()


class Start:
    """Starts databases and stops them after the test."""

    def __init__(self) -> None:
        self.running = ExitStack()
        self.started: list[EmbeddedMongo] = []

    def __call__(self, data: Path) -> str:
        self.mongo = self.running.enter_context(EmbeddedMongo(data))
        self.started.append(self.mongo)
        return self.mongo.start()

    def stop(self) -> None:
        """Shut them down as a product does."""
        self.running.close()

    def kill(self) -> None:
        """Shut them down quickly, their data being thrown away."""
        for pid in filter(None, (mongo.pid for mongo in self.started)):
            os.kill(pid, signal.SIGKILL)
        self.running.close()


Orphan = Callable[[Path], "subprocess.Popen[bytes]"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def start() -> Iterator[Start]:
    starter = Start()
    yield starter
    starter.kill()


@pytest.fixture
def orphan() -> Iterator[Orphan]:
    """A mongod on a product's files that nothing ties to any product."""
    started = []

    def run(data: Path) -> subprocess.Popen[bytes]:
        home, log = data / "mongodb", data / "logs" / "mongod.log"
        command = mongod._command(
            mongod.find_mongod(), home / "db", home / "keyfile", int((home / "port").read_text()), log
        )
        seen = log.stat().st_size
        started.append(subprocess.Popen([*command, "--replSet", "weiguang"], stdout=subprocess.DEVNULL))
        while not mongod._listens(log, seen):
            time.sleep(0.02)
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
