"""What serve, test and recount do first: install once, build once, mend what was cut short, say what is missing."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def load(name: str) -> ModuleType:
    """A file of scripts/ as a module, extension or not."""
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(SCRIPTS / name)))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    assert spec.loader is not None
    spec.loader.exec_module(module)
    return module


class TestPython:
    def test_is_installed_once(self, setup: Setup) -> None:
        setup.module.python_ready(setup.log)
        assert setup.did() == ["新建 Python 环境", "安装 Python 依赖"]
        setup.module.python_ready(setup.log)
        assert setup.did() == []

    def test_is_installed_again_when_the_lock_changes(self, setup: Setup) -> None:
        setup.module.python_ready(setup.log)
        (setup.root / "backend" / "requirements.txt").write_text("flask==9")
        setup.did()
        setup.module.python_ready(setup.log)
        assert setup.did() == ["新建 Python 环境", "安装 Python 依赖"]

    def test_cut_short_is_installed_again(self, setup: Setup) -> None:
        setup.broken = "安装 Python 依赖"
        with pytest.raises(setup.module.SetupError):
            setup.module.python_ready(setup.log)
        setup.broken = None
        setup.did()
        setup.module.python_ready(setup.log)
        assert setup.did() == ["新建 Python 环境", "安装 Python 依赖"]

    def test_whose_base_went_away_is_installed_again(self, setup: Setup) -> None:
        setup.module.python_ready(setup.log)
        setup.module.PYTHON.unlink()
        setup.did()
        setup.module.python_ready(setup.log)
        assert setup.did() == ["新建 Python 环境", "安装 Python 依赖"]

    def test_for_tests_adds_the_tools_to_what_serves(self, setup: Setup) -> None:
        setup.module.python_ready(setup.log)
        setup.did()
        setup.module.python_ready(setup.log, tests=True)
        assert setup.did() == ["安装测试工具"]
        setup.module.python_ready(setup.log)
        assert setup.did() == []

    def test_ready_writes_nothing(self, setup: Setup) -> None:
        setup.module.python_ready(setup.log)
        (setup.root / ".setup.lock").unlink()
        before = sorted(setup.root.rglob("*"))
        setup.module.python_ready(setup.log)
        assert sorted(setup.root.rglob("*")) == before

    def test_without_venv_and_without_root_says_what_to_install(
        self, setup: Setup, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
        monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        with pytest.raises(setup.module.SetupError, match="apt-get install python3-venv"):
            setup.module.python_ready(setup.log)

    def test_without_venv_as_root_installs_it(self, setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
        monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        setup.module.python_ready(setup.log)
        assert setup.did() == ["安装系统软件 python3-venv", "新建 Python 环境", "安装 Python 依赖"]

    def test_on_another_machine_says_what_is_needed(self, setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(setup.module.platform, "machine", lambda: "aarch64")
        with pytest.raises(setup.module.SetupError, match="x86-64 的 Linux"):
            setup.module.python_ready(setup.log)


class TestPages:
    def test_are_built_once(self, setup: Setup) -> None:
        setup.module.pages_ready(setup.log)
        assert setup.did() == ["安装页面依赖", "生成页面"]
        setup.module.pages_ready(setup.log)
        assert setup.did() == []

    def test_are_built_again_when_a_source_changes_but_not_installed_again(self, setup: Setup) -> None:
        setup.module.pages_ready(setup.log)
        (setup.root / "pwa" / "src" / "main.ts").write_text("2")
        setup.did()
        setup.module.pages_ready(setup.log)
        assert setup.did() == ["生成页面"]

    def test_are_installed_again_when_the_lock_changes(self, setup: Setup) -> None:
        setup.module.pages_ready(setup.log)
        (setup.root / "pwa" / "package-lock.json").write_text("{}")
        setup.did()
        setup.module.pages_ready(setup.log)
        assert setup.did() == ["安装页面依赖", "生成页面"]

    def test_are_built_again_when_the_last_build_was_cut_short_or_thrown_away(self, setup: Setup) -> None:
        setup.module.pages_ready(setup.log)
        shutil.rmtree(setup.root / "pwa" / "dist")
        setup.broken = "生成页面"
        with pytest.raises(setup.module.SetupError):
            setup.module.pages_ready(setup.log)
        setup.broken = None
        setup.did()
        setup.module.pages_ready(setup.log)
        assert setup.did() == ["生成页面"]

    @pytest.mark.parametrize(
        ("version", "fits"), [("v18.19.0", False), ("v20.18.1", False), ("v20.19.0", True), ("v24.1.0", True)]
    )
    def test_need_a_node_that_is_new_enough(
        self, setup: Setup, monkeypatch: pytest.MonkeyPatch, version: str, fits: bool
    ) -> None:
        monkeypatch.undo()
        setup.node(monkeypatch, version)
        if fits:
            assert load("_setup.py").node_ready().endswith("npm")
        else:
            with pytest.raises(Exception, match=f"Node.js {version} 太旧"):
                load("_setup.py").node_ready()

    def test_without_node_say_so(self, setup: Setup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(setup.module.SetupError, match=r"没有找到 Node\.js 和 npm"):
            setup.module.pages_ready(setup.log)


class TestRun:
    def test_that_fails_shows_the_end_of_its_own_output_and_names_the_log(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        module, log = load("_setup.py"), tmp_path / "logs" / "setup.log"
        module.run("第一步", [sys.executable, "-c", "print('quiet')"], log, cwd=tmp_path)
        with pytest.raises(module.SetupError, match=f"第二步没有成功（.*退出码 3）。完整记录在 {log}"):
            module.run("第二步", [sys.executable, "-c", "print('loud'); exit(3)"], log, cwd=tmp_path)
        shown = capsys.readouterr().out
        assert ("quiet" in shown, "loud" in shown) == (False, True)

    def test_into_a_directory_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        module = load("_setup.py")
        (tmp_path / "file").write_text("")
        with pytest.raises(module.SetupError, match="不能写入"):
            module.run("第一步", ["true"], tmp_path / "file" / "logs" / "setup.log")


class TestCounting:
    def test_pytest_counts_errors_as_failures(self, tmp_path: Path) -> None:
        report = tmp_path / "report.xml"
        report.write_text('<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>')
        counts = load("test").pytest_counts(report)
        assert (counts.passed, counts.failed, counts.skipped) == (4, 3, 3)

    def test_vitest_counts_a_file_that_does_not_load(self, tmp_path: Path) -> None:
        report = tmp_path / "report.json"
        files = [{"status": "failed", "assertionResults": []}, {"status": "passed", "assertionResults": [{}]}]
        whole = {"numPassedTests": 5, "numFailedTests": 0, "numPendingTests": 0, "testResults": files}
        report.write_text(json.dumps(whole))
        counts = load("test").vitest_counts(report)
        assert (counts.passed, counts.failed) == (5, 1)

    @pytest.mark.parametrize(("code", "failed"), [("0", 0), ("1", 1)])
    def test_a_run_that_breaks_without_a_report_fails(
        self, code: str, failed: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        module = load("test")
        command = [sys.executable, "-c", f"exit({code})"]
        result = module.run_step("pytest", command, SCRIPTS, lambda: module.pytest_counts(Path("/nowhere")))
        assert module.summary([result]) == failed
        assert capsys.readouterr().out.splitlines()[-1] == f"0 passed, {failed} failed"

    def test_a_failed_check_fails_the_whole_without_being_a_test(self, capsys: pytest.CaptureFixture[str]) -> None:
        module = load("test")
        results = [("ruff", False, 0.1, None), ("pytest", True, 9.0, module.Counts(412))]
        assert module.summary(results) == 1
        assert capsys.readouterr().out.splitlines()[-1] == "412 passed, 0 failed"


class Setup:
    """scripts/_setup.py on a small tree, its long steps replaced by what they leave behind."""

    def __init__(self, module: ModuleType, root: Path) -> None:
        self.module, self.root, self.log = module, root, root / "var" / "logs" / "setup.log"
        self.broken: str | None = None
        self._done: list[str] = []

    def did(self) -> list[str]:
        """The titles of the steps since the last call."""
        done, self._done = self._done, []
        return done

    def run(self, title: str, command: list[str], _log: Path, **_more: Any) -> None:
        self._done.append(title)
        if title == self.broken:
            raise self.module.SetupError("broken")
        if title == "新建 Python 环境":
            shutil.rmtree(self.module.VENV, ignore_errors=True)
            self.module.PYTHON.parent.mkdir(parents=True)
            self.module.PYTHON.symlink_to("/bin/true")
        if command[1:2] == ["ci"]:
            shutil.rmtree(self.root / "pwa" / "node_modules", ignore_errors=True)
            (self.root / "pwa" / "node_modules").mkdir()
        if title == "生成页面":
            (self.root / "pwa" / "dist").mkdir(exist_ok=True)
            (self.root / "pwa" / "dist" / "index.html").write_text("<html>")

    def node(self, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
        """A node of this version, and an npm, first in the PATH."""
        for name, words in (("node", version), ("npm", "11")):
            program = self.root / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text(f"#!/bin/sh\necho {words}\n")
            program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripts import `_setup` from beside themselves."""
    monkeypatch.syspath_prepend(str(SCRIPTS))


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    module = load("_setup.py")
    root = tmp_path / "tree"
    for name in ("backend/requirements.txt", "backend/requirements-test.txt", "pwa/package.json", "pwa/src/main.ts"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    prepared = Setup(module, root)
    for name, path in (
        ("ROOT", ""),
        ("BACKEND", "backend"),
        ("PWA", "pwa"),
        ("VENV", ".venv"),
        ("PYTHON", ".venv/bin/python"),
    ):
        monkeypatch.setattr(module, name, root / path)
    monkeypatch.setattr(module, "run", prepared.run)
    prepared.node(monkeypatch, "v22.1.0")
    return prepared
