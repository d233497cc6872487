"""Why mongod ended at its start, as a sentence for the operator."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NO_AVX = "这台机器的处理器不支持自带的数据库（需要 x86-64 和 AVX）。请用 MONGODB_URI 指定一个 MongoDB。"
NEWER_DATA = 62

SAYS_NOTHING = {"ASSERT", "CONTROL"}
"""Components whose last words ("aborting after fassert() failure") hide the reason above them."""
READ_THE_MANUAL = 50944


def why_not(code: int, lines: list[str], said: str, log: Path) -> str:
    """The sentence for exit ``code``, the new ``lines`` of the log, and what was ``said`` on the terminal."""
    reason = next(_reasons(lines), said.strip().rpartition("\n")[2][:300] or f"退出码 {code}")
    everything = said + "\n".join(lines)
    if "error while loading shared libraries" in said:
        return f"系统缺少数据库需要的程序库（{reason}）。请运行 apt-get install libcurl4 后再试。"
    if code == -signal.SIGILL:
        return NO_AVX
    if "No space left on device" in everything:
        return f"磁盘满了，数据库没有启动。请腾出空间后再试。日志在 {log}。"
    if "DBPathInUse" in everything:
        return f"数据库目录正被另一个 mongod 使用。请先停止它。日志在 {log}。"
    if code == NEWER_DATA:
        return f"这份数据来自另一个版本的 MongoDB，自带的数据库打不开。请用 MONGODB_URI 指定原来的。日志在 {log}。"
    return (
        "数据库没有启动成功，数据可能已损坏。请先把整个数据目录复制一份，再从备份恢复。"
        f"日志在 {log}，最后一条错误：{reason}"
    )


def _reasons(lines: list[str]) -> Iterator[str]:
    """What went wrong, the last first."""
    for line in reversed(lines):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        telling = entry.get("c") not in SAYS_NOTHING and entry.get("id") != READ_THE_MANUAL
        if entry.get("s") in ("F", "E") and telling:
            yield _words(entry)[:300]


def _words(entry: dict[str, Any]) -> str:
    attributes = entry.get("attr", {})
    for holder, key in (("error", "errmsg"), ("message", "msg")):
        detail = attributes.get(holder)
        if isinstance(detail, dict) and key in detail:
            return f"{entry.get('msg')}: {detail[key]}"
    return str(entry.get("msg"))
