"""The parts of the embedded database that need no mongod."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import platform
import signal
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from weiguang.storage import embedded, mongod
from weiguang.storage.data_directory import DataDirectory, read_or_make, write_private
from weiguang.storage.embedded import EmbeddedMongoError, running_uri
from weiguang.storage.logfiles import bound
from weiguang.storage.mongod_failure import NO_AVX, why_not

LOG = Path("/data/logs/mongod.log")


def line(severity: str, component: str, said: str, **more: Any) -> str:
    return json.dumps({"s": severity, "c": component, "id": more.pop("id", 1), "msg": said, "attr": more})


class TestWhyNot:
    def test_names_the_log_and_the_telling_error_not_the_abort_after_it(self) -> None:
        lines = [
            line("E", "WT", "WiredTiger error message", message={"msg": "WiredTiger.wt is corrupted"}),
            line("F", "STORAGE", "Please read the documentation", id=50944),
            line("F", "ASSERT", "aborting after fassert() failure"),
            line("F", "CONTROL", "Writing fatal message", message="Got signal: 6"),
            "half a li",
        ]
        said = why_not(14, lines, "", LOG)
        assert said.startswith("数据库没有启动成功，数据可能已损坏。")
        assert said.endswith(f"日志在 {LOG}，最后一条错误：WiredTiger error message: WiredTiger.wt is corrupted")

    def test_says_which_library_is_missing(self) -> None:
        said = why_not(127, [], "mongod: error while loading shared libraries: libcurl.so.4: cannot open\n", LOG)
        assert "libcurl.so.4" in said
        assert "apt-get install libcurl4" in said

    @pytest.mark.parametrize(
        ("code", "lines", "expected"),
        [
            (-signal.SIGILL, [], NO_AVX),
            (100, [line("E", "STORAGE", "x", error={"errmsg": "No space left on device"})], "磁盘满了"),
            (100, [line("E", "CONTROL", "DBException", error="DBPathInUse: Unable to lock")], "正被另一个 mongod 使用"),
            (62, [], "另一个版本的 MongoDB"),
            (1, [], "最后一条错误：退出码 1"),
        ],
    )
    def test_knows_the_usual_reasons(self, code: int, lines: list[str], expected: str) -> None:
        assert expected in why_not(code, lines, "", LOG)


class TestProgram:
    def test_is_found_and_made_runnable_without_importing_its_package(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = tmp_path / "db" / "bin" / "mongod"
        program.parent.mkdir(parents=True)
        program.write_bytes(b"")
        spec = importlib.machinery.ModuleSpec("fiftyone", None, is_package=True)
        spec.submodule_search_locations = [str(tmp_path)]
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)
        assert mongod.find_mongod() == program
        assert program.stat().st_mode & stat.S_IXUSR

    def test_that_is_not_installed_stops_the_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
        with pytest.raises(EmbeddedMongoError, match="没有找到自带的数据库程序"):
            mongod.find_mongod()

    def test_for_another_processor_stops_the_start(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(platform, "machine", lambda: "aarch64")
        with pytest.raises(EmbeddedMongoError, match="MONGODB_URI"):
            mongod.find_mongod()

    @pytest.mark.parametrize(("flags", "runs"), [("fpu sse avx avx2", True), ("fpu sse sse2", False)])
    def test_needs_avx(self, tmp_path: Path, flags: str, runs: bool) -> None:
        cpuinfo = tmp_path / "cpuinfo"
        cpuinfo.write_text(f"processor : 0\nflags\t\t: {flags}\n")
        assert mongod._has_avx(cpuinfo) is runs


class TestOwner:
    @pytest.mark.parametrize("content", ["", "garbage", "999999999", str(os.getpid())])
    def test_is_nobody_unless_that_process_is_a_mongod_on_this_directory(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "mongod.lock").write_text(content)
        assert mongod.owner_of(tmp_path) is None

    def test_of_a_directory_that_was_never_used_is_nobody(self, tmp_path: Path) -> None:
        assert running_uri(tmp_path) is None


class TestDataDirectory:
    def test_serves_one_product_and_names_its_process(self, tmp_path: Path) -> None:
        with DataDirectory(tmp_path), pytest.raises(EmbeddedMongoError, match=f"进程 {os.getpid()}"):
            DataDirectory(tmp_path).take()

    def test_is_free_again_after_release(self, tmp_path: Path) -> None:
        with DataDirectory(tmp_path) as first:
            first.take()
        with DataDirectory(tmp_path) as second:
            assert second.logs.is_dir()

    def test_that_cannot_be_written_says_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(EmbeddedMongoError, match=r"不能写入（.*）。请检查权限和磁盘空间，或用 --data 换一个目录。"):
            DataDirectory(tmp_path / "file" / "data").take()


class TestSecrets:
    def test_are_private_and_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "password"
        assert [read_or_make(path, "one"), read_or_make(path, "two")] == ["one", "one"]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_left_half_written_by_a_crash_are_written_anew(self, tmp_path: Path) -> None:
        (tmp_path / "password.partial").write_text("ha")
        write_private(tmp_path / "password", "whole")
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"password": "whole"}


class TestPorts:
    def test_keep_the_recorded_one_while_it_is_free(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            assert next(embedded._ports(str(port))) in embedded.PORTS
        assert next(embedded._ports(str(port))) == port

    @pytest.mark.parametrize("recorded", ["", "nonsense", "99999999"])
    def test_without_a_good_record_are_chosen(self, recorded: str) -> None:
        assert next(embedded._ports(recorded)) in embedded.PORTS


class TestLogs:
    def test_are_cut_when_long_and_keep_what_was_said_last(self, tmp_path: Path) -> None:
        log = tmp_path / "web.log"
        with log.open("ab") as writer:
            writer.write(b"x" * 101)
            writer.flush()
            bound(log, limit=100)
            writer.write(b"after")
        assert (log.read_bytes(), (tmp_path / "web.log.1").stat().st_size) == (b"after", 101)

    def test_that_are_short_or_missing_stay(self, tmp_path: Path) -> None:
        log = tmp_path / "web.log"
        bound(log)
        log.write_text("x")
        bound(log)
        assert [path.name for path in tmp_path.iterdir()] == ["web.log"]
