"""``weiguang serve``: database, web process and worker as one product on one machine.

The supervisor holds the listening socket, so that a port is known to be ours before anything else happens and nobody is
refused while the web process restarts. Children are tied to it (`storage.tied`): however it ends, they end. One that
dies alone is started again, with growing pauses. On SIGINT, SIGTERM or SIGHUP everything stops in order: web, worker,
database.
"""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pymongo.errors import PyMongoError

from weiguang.children import BACKEND, Child, Database, Watch, Web
from weiguang.preparing import make_secrets, prepare
from weiguang.settings import from_environment
from weiguang.storage.connection import disconnect
from weiguang.storage.data_directory import DataDirectory
from weiguang.storage.embedded import EmbeddedMongo
from weiguang.welcome import say, welcome

LOOK_EVERY_S = 0.2
TIDY_EVERY_S = 60.0
READY_PATIENCE_S = 60.0


class ServingError(Exception):
    """The product cannot start; the message is a Chinese sentence."""


class Stop(BaseException):
    """The operator asked to stop while the product was still starting."""


def serve(*, demo: bool, port: int, data: Path) -> int:
    """Run the product until told to stop; return the exit code.

    Demo mode listens on loopback only. Raises `EmbeddedMongoError` or `SettingsError` for what stops the start.
    """
    began = time.monotonic()
    stopping = _Stopping()
    host = "127.0.0.1" if demo else os.environ.get("WEIGUANG_BIND", "127.0.0.1")
    try:
        with _listening(host, port) as listener, DataDirectory(data) as directory, ExitStack() as stack:
            env = _environment(demo=demo, port=listener.getsockname()[1], data=data)
            watches = _start(env, directory, listener, stack)
            stopping.patiently()
            welcome(from_environment(env).base_url, demo=demo, seconds=time.monotonic() - began)
            _look_after(watches, stopping)
            say("正在停止……")
    except Stop:
        pass
    except ServingError as error:
        say(f"微光：{error}")
        return 1
    say("微光已停止。")
    return 0


def _start(env: dict[str, str], data: DataDirectory, listener: socket.socket, stack: ExitStack) -> list[Watch]:
    """Start everything and wait until it answers; the stack stops it: web, worker, database."""
    web = Web(env=env, log=data.logs / "web.log", listener=listener)
    stack.callback(web.stop)
    web.start()
    env["MONGODB_URI"], watches = stack.enter_context(_database(data))
    _prepare(env, data.path)
    worker = Child("后台任务", ["weiguang", "work"], env=env, log=data.logs / "worker.log")
    stack.callback(worker.stop)
    stack.callback(web.stop)  # the stack is last in, first out: the web process stops first
    web.open_gate(env["MONGODB_URI"])
    _await_ready(web, listener)
    worker.start()  # after the web process, so that the two do not compete for the processor
    return [*watches, Watch(web), Watch(worker)]


class _Stopping:
    """Whether a signal asked us to stop. While starting, the signal also breaks off whatever is going on.

    A plain flag: an Event's lock, taken in a signal handler, may be the one the interrupted code holds.
    """

    def __init__(self) -> None:
        self.asked = False
        self._break_off = True
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._heard)

    def patiently(self) -> None:
        """From now on a signal only sets the flag."""
        self._break_off = False

    def _heard(self, _number: int, _frame: object) -> None:
        self.asked = True
        if self._break_off:
            self._break_off = False
            raise Stop


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        known = {
            errno.EADDRINUSE: "已被别的程序占用，请用 --port 换一个",
            errno.EACCES: "需要管理员权限，请用 --port 换一个 1024 以上的",
        }
        raise ServingError(f"端口 {port} {known.get(error.errno or 0, f'不能使用（{error.strerror}）')}。") from None
    except OverflowError:
        raise ServingError(f"端口 {port} 不存在，请用 --port 给一个 1 到 65535 之间的数。") from None
    with listener:
        yield listener


@contextmanager
def _database(data: DataDirectory) -> Iterator[tuple[str, list[Watch]]]:
    """The URI, and what there is to watch: the embedded mongod, unless the operator has a MongoDB."""
    given = os.environ.get("MONGODB_URI")
    if given:
        yield given, []
        return
    began = time.monotonic()
    with EmbeddedMongo(data.path, directory=data) as mongo:
        uri = mongo.start()
        say(f"数据库已启动（{time.monotonic() - began:.1f} 秒），数据在 {data.path}。")
        yield uri, [Watch(Database(mongo))]
    say("数据库已停止。")


def _environment(*, demo: bool, port: int, data: Path) -> dict[str, str]:
    """What the children get: the operator's environment and what we decided."""
    env = {name: value for name, value in os.environ.items() if name != "WEIGUANG_DEMO"}
    if demo:
        env["WEIGUANG_DEMO"] = "1"
    return env | {
        "WEIGUANG_DATA": str(data),
        "WEIGUANG_PORT": str(port),
        "PYTHONPATH": str(BACKEND),
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(env: Mapping[str, str], data: Path) -> None:
    """Secrets, indexes and demo data, in this process: its imports are paid for already."""
    began = time.monotonic()
    make_secrets(data)
    try:
        prepare(from_environment(env))
    except PyMongoError as error:
        raise ServingError(f"数据库没有回应（{type(error).__name__}）。请检查 MONGODB_URI 和数据库的日志。") from None
    finally:
        disconnect()
    say(f"密钥、索引和数据已检查（{time.monotonic() - began:.1f} 秒）。")


def _await_ready(web: Child, listener: socket.socket) -> None:
    deadline = time.monotonic() + READY_PATIENCE_S
    host, port = listener.getsockname()[:2]
    while not _ready("127.0.0.1" if host == "0.0.0.0" else host, port):
        how = web.ended()
        if how:
            last = "\n".join(web.log.read_text(errors="replace").splitlines()[-5:])
            raise ServingError(f"{web.title}没有启动成功（{how}）。日志在 {web.log}，最后几行：\n{last}")
        if time.monotonic() > deadline:
            raise ServingError(f"{READY_PATIENCE_S:.0f} 秒内没有准备好。日志在 {web.log}。")
        time.sleep(0.02)


def _ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _look_after(watches: list[Watch], stopping: _Stopping) -> None:
    tidied = time.monotonic()
    while not stopping.asked:
        time.sleep(LOOK_EVERY_S)
        for watch in watches:
            watch.look()
        if time.monotonic() - tidied > TIDY_EVERY_S:
            tidied = time.monotonic()
            for watch in watches:
                watch.tidy()
