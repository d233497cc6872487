"""What serve, test and recount do first: the virtual environment, the built pages, the system's programs.

Standard library only. Each step leaves a stamp, written last, that says from what it was made: a start that finds it
does nothing, an interrupted one is simply done again. Nothing is written when nothing is to be done, so a read-only
checkout runs too.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn, TextIO

ROOT = Path(__file__).resolve().parents[1]
BACKEND = ROOT / "backend"
PWA = ROOT / "pwa"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MONGOD_PROBE = (
    "import importlib.util, os, pathlib, subprocess, sys;"
    "mongod = pathlib.Path(importlib.util.find_spec('fiftyone').submodule_search_locations[0], 'db/bin/mongod');"
    "mongod.chmod(0o755);"
    "sys.exit(subprocess.run([str(mongod), '--version'], stdout=subprocess.DEVNULL).returncode)"
)
RUNTIME, TEST = "requirements.txt", "requirements-test.txt"
OLDEST_NODE = (20, 19)
NOT_SOURCES = {"node_modules", "dist", "coverage", ".vite"}
SAY_EVERY_S = 15.0


class SetupError(Exception):
    """Something is missing that we cannot put right; the message is a Chinese sentence."""


def say(line: str) -> None:
    print(line, flush=True)


def fail(message: str) -> NoReturn:
    """End the program with one sentence."""
    sys.stdout.flush()
    raise SystemExit(f"微光：{message}")


def data_directory(given: str | None) -> Path:
    """Where the product keeps everything: ``--data``, WEIGUANG_DATA, or ``var`` at the root of the checkout."""
    return Path(given or os.environ.get("WEIGUANG_DATA") or ROOT / "var").absolute()


def environment() -> dict[str, str]:
    """The environment of everything we run in the virtual environment.

    UTF-8 whatever the locale; and compiled modules are kept, because without them every start takes a second longer.
    """
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return env | {"PYTHONPATH": str(BACKEND), "PYTHONUTF8": "1"}


def check_machine() -> None:
    """The embedded database and some wheels exist for x86-64 Linux with glibc only."""
    if platform.system() != "Linux" or platform.machine() != "x86_64" or platform.libc_ver()[0] != "glibc":
        raise SetupError("微光需要 x86-64 的 Linux（glibc，例如 Debian 12 或 Ubuntu 24.04）。")


# ---------------------------------------------------------------- Python


def python_ready(log: Path, *, tests: bool = False) -> Path:
    """Make ``.venv`` from the lock unless it is already what the lock says; return its Python."""
    check_machine()
    wanted = [RUNTIME, TEST] if tests else [RUNTIME]
    stamps = {name: VENV / f"weiguang-{name}.stamp" for name in wanted}
    if all(_is_stamped(stamps[name], _python_key(name)) for name in wanted) and os.access(PYTHON, os.X_OK):
        return PYTHON
    with _alone():
        if not (_is_stamped(stamps[RUNTIME], _python_key(RUNTIME)) and os.access(PYTHON, os.X_OK)):
            _make_venv(log)
            _pip("安装 Python 依赖", RUNTIME, log)
            _check_mongod(log)
            _stamp(stamps[RUNTIME], _python_key(RUNTIME))
        if tests and not _is_stamped(stamps[TEST], _python_key(TEST)):
            _pip("安装测试工具", TEST, log)
            _stamp(stamps[TEST], _python_key(TEST))
    return PYTHON


def _python_key(name: str) -> str:
    files = [BACKEND / RUNTIME, BACKEND / name]
    return _digest(files, sys.version, os.path.realpath(sys.executable), str(ROOT))


def _make_venv(log: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        message = "Python 缺少 venv 模块。请用管理员运行 apt-get install python3-venv 后再试。"
        if not sys.executable.startswith("/usr/bin/"):
            raise SetupError(message)
        apt_install(["python3-venv"], log, message)
    run("新建 Python 环境", [sys.executable, "-m", "venv", "--clear", str(VENV)], log)


def _pip(title: str, lock: str, log: Path) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "-r", str(BACKEND / lock)]
    run(title, command, log, env=os.environ | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"})


def _check_mongod(log: Path) -> None:
    """The embedded database needs libcurl, which a slim system lacks."""
    probe = [str(PYTHON), "-c", MONGOD_PROBE]
    if subprocess.run(probe, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0:
        return
    message = "自带的数据库缺少系统程序库。请用管理员运行 apt-get install libcurl4 后再试。"
    if platform.machine() == "x86_64" and "avx" not in Path("/proc/cpuinfo").read_text():
        return  # no library helps; the product says so, and serves well with MONGODB_URI
    apt_install(["libcurl4"], log, message)
    run("检查数据库程序", probe, log)


# ---------------------------------------------------------------- pages


def pages_ready(log: Path) -> None:
    """Install the PWA's packages and build it, each unless it is already done for these sources."""
    installed, built = PWA / "node_modules" / ".weiguang-installed", PWA / "node_modules" / ".weiguang-built"
    packages = _digest([PWA / "package.json", PWA / "package-lock.json"], str(ROOT))
    sources = _digest(_sources(), packages)
    page = PWA / "dist" / "index.html"
    if _is_stamped(installed, packages) and _is_stamped(built, sources) and page.exists():
        return
    npm = node_ready()
    with _alone():
        if not _is_stamped(installed, packages):
            run("安装页面依赖", [npm, "ci", "--no-audit", "--no-fund"], log, cwd=PWA)
            _stamp(installed, packages)
        if not (_is_stamped(built, sources) and page.exists()):
            built.unlink(missing_ok=True)
            run("生成页面", [npm, "run", "build"], log, cwd=PWA)
            _stamp(built, sources)


def node_ready() -> str:
    """Return npm's path; raise `SetupError` when it or Node.js is missing or too old."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise SetupError("没有找到 Node.js 和 npm，请先安装 Node.js 20.19 或更新的版本；只用接口可以加 --no-build。")
    said = subprocess.run([node, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout.strip()
    numbers = re.match(r"v(\d+)\.(\d+)", said)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST_NODE:
        raise SetupError(f"Node.js {said} 太旧，需要 20.19 或更新的版本；只用接口可以加 --no-build。")
    return npm


def _sources() -> list[Path]:
    """Every file the pages are made from."""
    found = []
    for folder, folders, names in os.walk(PWA):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        found += [Path(folder, name) for name in names if not name.endswith(".tsbuildinfo")]
    return sorted(found)


# ---------------------------------------------------------------- the system


def apt_install(packages: list[str], log: Path, otherwise: str) -> None:
    """Install system packages as root; raise `SetupError` with ``otherwise`` when that is not ours to do."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise SetupError(otherwise)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "--no-install-recommends", *packages]
    try:
        run(f"安装系统软件 {' '.join(packages)}", install, log, env=env)
    except SetupError:
        run("更新系统软件目录", [apt, "update"], log, env=env)
        run(f"安装系统软件 {' '.join(packages)}", install, log, env=env)


def run(title: str, command: list[str], log: Path, *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    """Run a long step: its output goes to ``log``, progress to the terminal. Raises `SetupError`."""
    say(f"· {title}……")
    began = time.monotonic()
    with _open_log(log) as output:
        start = output.tell()
        output.write(f"$ {' '.join(command)}\n")
        output.flush()
        # close_fds=False hands on the lock of `_alone`: should we be killed, nobody starts before this step has ended.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            close_fds=False,
        )
        code = _wait(process, title, began)
    seconds = time.monotonic() - began
    if code != 0:
        with log.open(errors="replace") as written:
            written.seek(start)
            say("\n".join(["", *written.read().splitlines()[-30:], ""]))
        raise SetupError(f"{title}没有成功（{seconds:.0f} 秒，退出码 {code}）。完整记录在 {log}。")
    say(f"  完成（{seconds:.0f} 秒）")


def _wait(process: subprocess.Popen[bytes], title: str, began: float) -> int:
    try:
        while True:
            try:
                return process.wait(SAY_EVERY_S)
            except subprocess.TimeoutExpired:
                say(f"  {title}还在进行（{time.monotonic() - began:.0f} 秒）")
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _open_log(log: Path) -> TextIO:
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return log.open("a")
    except OSError as error:
        raise SetupError(f"不能写入 {log.parent}（{error.strerror}）。请检查权限，或用 --data 换一个目录。") from None


# ---------------------------------------------------------------- stamps


def _digest(files: Iterable[Path], *words: str) -> str:
    whole = hashlib.sha256("\0".join(words).encode())
    for path in files:
        content = path.read_bytes() if path.exists() else b""
        whole.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def _is_stamped(stamp: Path, key: str) -> bool:
    return stamp.is_file() and stamp.read_text() == key


def _stamp(stamp: Path, key: str) -> None:
    partial = stamp.with_name(stamp.name + ".partial")
    partial.write_text(key)
    partial.rename(stamp)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one of several starts on the same checkout do the work; the others wait, then find it done."""
    try:
        lock = (ROOT / ".setup.lock").open("w")
    except OSError as error:
        raise SetupError(f"不能在 {ROOT} 里安装（{error.strerror}）。请检查权限。") from None
    with lock:
        os.set_inheritable(lock.fileno(), True)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个进程正在安装，等它完成……")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_module(module: Path, arguments: list[str]) -> NoReturn:
    """Become ``module`` in the virtual environment, once that is ready."""
    try:
        python = python_ready(data_directory(None) / "logs" / "setup.log")
    except SetupError as error:
        fail(str(error))
    os.execve(python, [str(python), str(module), *arguments], environment())
