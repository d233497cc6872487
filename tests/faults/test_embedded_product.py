"""``weiguang serve`` as an operator meets it: what it says, what it refuses, and what happens when parts of it die."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.product import REPOSITORY, Product

ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "MONGODB_URI" and not name.startswith("WEIGUANG_")
} | {"PYTHONPATH": str(REPOSITORY / "backend")}


def serve(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "weiguang", "serve", *arguments]
    return subprocess.Popen(
        command, env=ENVIRONMENT | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def refused(*arguments: str, **environment: str) -> str:
    """What a start says that has to end by itself with exit code 1."""
    with serve(*arguments, **environment) as process:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 1, said
        return said


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "nothing happened for a minute"
        time.sleep(0.05)


def said(product: Product) -> str:
    return (product.data / "serve.out").read_text()


def pids(product: Product, what: str) -> list[int]:
    return [pid for pid, command in product.processes() if what in command]


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()]


class TestStarting:
    def test_says_where_it_is_and_who_can_sign_in(self, shared: Product) -> None:
        until(lambda: "按 Ctrl-C 停止。" in said(shared))
        accounts = re.findall(r"^  (138\d{8})  (\S+)$", said(shared), re.MULTILINE)
        roles = ["党员", "党员", "支部书记", "主办方", "综合党委", "运维", "社工", "集市志愿者"]
        assert accounts == [(f"1380000000{number}", role) for number, role in enumerate(roles, 1)]
        assert shared.url in said(shared)
        assert "▀" in said(shared)  # the QR code

    def test_on_a_taken_port_ends_with_one_sentence_and_touches_nothing(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            words = refused("--demo", "--port", port, "--data", str(tmp_path / "data"))
        assert words == f"微光：端口 {port} 已被别的程序占用，请用 --port 换一个。\n"
        assert list(tmp_path.iterdir()) == []

    def test_on_a_port_that_cannot_exist_ends_with_one_sentence(self, tmp_path: Path) -> None:
        words = refused("--demo", "--port", "70000", "--data", str(tmp_path))
        assert words == "微光：端口 70000 不存在，请用 --port 给一个 1 到 65535 之间的数。\n"

    def test_on_a_directory_in_use_names_the_process(self, shared: Product) -> None:
        words = refused("--demo", "--port", "0", "--data", str(shared.data))
        assert f"正被另一个微光使用（进程 {shared.process.pid}）" in words
        assert shared.call("GET", "/site")[0] == 200

    def test_beside_another_product_works(self, shared: Product, tmp_path: Path) -> None:
        (tmp_path / "other").mkdir()
        other = Product(tmp_path / "other")
        assert (shared.call("GET", "/site")[0], other.call("GET", "/site")[0]) == (200, 200)
        assert other.stop() == 0

    def test_without_the_settings_of_a_real_installation_says_which(self, tmp_path: Path) -> None:
        words = refused("--port", "0", "--data", str(tmp_path))
        assert "请设置 WEIGUANG_VAPID_SUBJECT" in words
        assert "Traceback" not in words

    def test_can_be_broken_off_at_any_moment(self, tmp_path: Path) -> None:
        for moment in (0.8, 1.4, 2.0, 2.6):
            with serve("--demo", "--port", "0", "--data", str(tmp_path)) as process:
                time.sleep(moment)
                process.send_signal(signal.SIGTERM)
                words, _ = process.communicate(timeout=60)
            # Before Python has come as far as our signal handler, the signal itself ends it.
            assert process.returncode in (0, -signal.SIGTERM), words
            assert "Traceback" not in words


class TestStopping:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_ends_everything_in_order(self, product: Product, number: signal.Signals) -> None:
        until(lambda: len(pids(product, "")) >= 5)
        children = pids(product, "")
        product.process.send_signal(number)
        assert product.process.wait(30) == 0
        until(lambda: alive(children) == [])  # the kernel takes a moment to end the last one
        order = re.findall(r"^(\S+)已停止。$", said(product), re.MULTILINE)
        assert order == ["网页服务", "后台任务", "数据库", "微光"]

    def test_finishes_what_was_asked_before(self, product: Product) -> None:
        with socket.create_connection(("127.0.0.1", product.port)) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            time.sleep(0.2)
            assert product.stop() == 0
            assert connection.recv(100).startswith(b"HTTP/1.1 200")


class TestDying:
    def test_of_the_supervisor_takes_everything_along_and_the_next_start_works(self, product: Product) -> None:
        until(lambda: len(pids(product, "")) >= 5)
        children = pids(product, "")
        product.process.kill()
        until(lambda: not alive(children))
        product.log.close()
        product.process.wait()
        product.start()
        assert product.call("GET", "/branches")[0] == 200

    @pytest.mark.parametrize(
        ("what", "title"), [("gunicorn", "网页服务"), ("weiguang work", "后台任务"), ("mongod", "数据库")]
    )
    def test_of_one_part_is_said_and_mended(self, shared: Product, what: str, title: str) -> None:
        until(lambda: bool(pids(shared, what)))
        os.kill(pids(shared, what)[0], signal.SIGKILL)
        until(lambda: f"{title}已重新启动。" in said(shared))
        assert f"{title}意外停止" in said(shared)
        until(lambda: shared.call("GET", "/branches")[0] == 200)

    def test_of_the_web_process_refuses_nobody(self, shared: Product) -> None:
        os.kill(pids(shared, "gunicorn")[0], signal.SIGSTOP)
        for pid in pids(shared, "gunicorn")[::-1]:
            os.kill(pid, signal.SIGKILL)
        assert urllib.request.urlopen(f"{shared.url}/healthz", timeout=30).status == 200


class TestLogs:
    def test_hold_no_query_no_phone_and_no_forged_line(self, shared: Product) -> None:
        for path in ("/healthz?token=s3cret", "/x/13812345678", "/x%0aGET%20/forged%20200"):
            with socket.create_connection(("127.0.0.1", shared.port)) as connection:
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                while connection.recv(4096):
                    pass
        log = (shared.data / "logs" / "web.log").read_text()
        assert re.search(r"^GET /healthz 200 \d+\.\d \S+$", log, re.MULTILINE)
        assert re.search(r"^GET /x/\*\*\* ", log, re.MULTILINE)
        assert not re.search(r"s3cret|13812345678|^GET /forged", log, re.MULTILINE)


class TestWhatIsNoHttp:
    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
            (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(99)) + b"\r\n", 431),
            (b"POST /api/v1/suggestions HTTP/1.1\r\nContent-Length: 13812345678x\r\n\r\n", 400),
            (b"GET /\0 HTTP/1.1\r\nHost: x\r\nAuthorization\0: Bearer s3cret\r\n\r\n", 400),
            (b"13812345678\r\n\r\n", 400),
        ],
    )
    def test_is_answered_as_the_api_answers(self, shared: Product, sent: bytes, status: int) -> None:
        with socket.create_connection(("127.0.0.1", shared.port)) as connection:
            connection.sendall(sent)
            head, _, body = b"".join(iter(lambda: connection.recv(4096), b"")).partition(b"\r\n\r\n")
        problem = json.loads(body)
        assert int(head.split()[1]) == problem["status"] == status
        assert b"application/problem+json" in head
        assert not re.search(r"s3cret|13812345678", (shared.data / "logs" / "web.log").read_text())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product for the tests that leave it running."""
    running = Product(tmp_path_factory.mktemp("product"))
    yield running
    running.stop()


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A product for the tests that end it."""
    running = Product(tmp_path)
    yield running
    running.stop()
