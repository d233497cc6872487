"""The supervisor's parts that need no product: the port, the pauses between restarts, what it says."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from pymongo.errors import ServerSelectionTimeoutError

from weiguang import children, serving
from weiguang.children import Watch
from weiguang.storage.embedded import EmbeddedMongoError
from weiguang.welcome import welcome


class Fake:
    """A child that is dead, or alive, or cannot start."""

    title = "网页服务"

    def __init__(self) -> None:
        self.how: str | None = None
        self.starts = 0
        self.error: Exception | None = None

    def ended(self) -> str | None:
        return self.how

    def start(self) -> None:
        self.starts += 1
        if self.error:
            raise self.error

    def tidy(self) -> None:
        pass


class TestWatch:
    def test_leaves_a_running_child_alone(self, child: Fake, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
        watch = Watch(child)
        watch.look()
        assert (child.starts, capsys.readouterr().out) == (0, "")

    def test_says_that_a_child_died_and_starts_it_again(
        self, child: Fake, clock: Clock, capsys: pytest.CaptureFixture[str]
    ) -> None:
        watch, child.how = Watch(child), "退出码 3"
        pauses(watch, child, clock, 1)
        assert capsys.readouterr().out.splitlines() == [
            "网页服务意外停止（退出码 3），0.5 秒后重新启动。",
            "网页服务已重新启动。",
        ]

    def test_pauses_longer_each_time_but_never_more_than_half_a_minute(self, child: Fake, clock: Clock) -> None:
        watch, child.how = Watch(child), "退出码 3"
        assert pauses(watch, child, clock, 8) == [0.5, 1, 2, 4, 8, 16, 30, 30]

    def test_forgets_after_a_quiet_minute(self, child: Fake, clock: Clock) -> None:
        watch, child.how = Watch(child), "退出码 3"
        pauses(watch, child, clock, 5)
        clock.now += 61
        assert pauses(watch, child, clock, 1) == [0.5]

    def test_goes_on_when_a_start_fails(self, child: Fake, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
        watch, child.how, child.error = Watch(child), "进程没有了", EmbeddedMongoError("磁盘满了。")
        assert pauses(watch, child, clock, 2) == [0.5, 1]
        assert "网页服务没有启动成功：磁盘满了。" in capsys.readouterr().out


class TestPort:
    def test_that_is_taken_is_a_sentence(self) -> None:
        with serving._listening("127.0.0.1", 0) as taken:
            port = taken.getsockname()[1]
            with (
                pytest.raises(serving.ServingError, match=f"端口 {port} 已被别的程序占用"),
                serving._listening("", port),
            ):
                pass

    def test_of_an_address_that_is_not_ours_is_a_sentence(self) -> None:
        with pytest.raises(serving.ServingError, match="不能使用"), serving._listening("192.0.2.1", 0):
            pass

    def test_is_free_again_at_once(self) -> None:
        with serving._listening("127.0.0.1", 0) as first:
            port = first.getsockname()[1]
            with socket.create_connection(("127.0.0.1", port)):
                first.accept()[0].close()
        with serving._listening("127.0.0.1", port) as second:
            assert second.getsockname()[1] == port


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare(_settings: object) -> None:
        raise ServerSelectionTimeoutError("mongodb://user:secret@host")

    monkeypatch.setattr(serving, "prepare", prepare)
    monkeypatch.setattr(serving, "disconnect", lambda: None)  # the other tests' connection is this process's too
    env = {"MONGODB_URI": "mongodb://host", "WEIGUANG_DATA": str(tmp_path), "WEIGUANG_DEMO": "1"}
    with pytest.raises(serving.ServingError, match="数据库没有回应（ServerSelectionTimeoutError）") as caught:
        serving._prepare(env, tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("demo", "environment"), [(True, "1"), (False, None)])
def test_demo_mode_comes_from_the_command_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo: bool, environment: str | None
) -> None:
    monkeypatch.setenv("WEIGUANG_DEMO", "1")
    assert serving._environment(demo=demo, port=8000, data=tmp_path).get("WEIGUANG_DEMO") == environment


def test_outside_demo_mode_no_account_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    welcome("https://weiguang.example.cn", demo=False, seconds=2)
    said = capsys.readouterr().out
    assert "https://weiguang.example.cn" in said
    assert "13800000001" not in said


def pauses(watch: Watch, child: Fake, clock: Clock, times: int) -> list[float]:
    """How long the watch waited before each of the next restarts."""
    waited = []
    for _ in range(times):
        watch.look()
        began, starts = clock.now, child.starts
        while child.starts == starts:
            clock.now += 0.25
            watch.look()
        waited.append(clock.now - began)
    return waited


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(children, "time", clock)
    return clock


@pytest.fixture
def child() -> Fake:
    return Fake()
