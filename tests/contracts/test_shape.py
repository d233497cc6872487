"""Promises about the code's shape and about what the product refuses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.api import Contract

REFUSED = re.compile(
    r"排名|排行|积分榜|连续签到|连续打卡|学习时长|在线时长|每日打卡|每日任务|leaderboard|ranking|streak|study_minutes"
)


def modules(repository: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((repository / "backend").rglob("*.py")):
        yield path.relative_to(repository), path.read_text()


def test_modules_and_functions_stay_small(repository: Path) -> None:
    large = []
    for path, text in modules(repository):
        if text.count("\n") > 400:
            large.append(f"{path}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 50:
                large.append(f"{path}: {node.name}")
    assert large == []


def test_nothing_is_imported_inside_a_function(repository: Path) -> None:
    hidden = [
        f"{path}:{inner.lineno}"
        for path, text in modules(repository)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_the_api_measures_no_persons(contract: Contract) -> None:
    assert REFUSED.findall(str(contract.document)) == []


def test_no_screen_ranks_or_nags(repository: Path) -> None:
    nagging = [
        str(path.relative_to(repository))
        for path in (repository / "pwa" / "src").rglob("*")
        if path.suffix in (".vue", ".ts")
        and not path.name.endswith((".test.ts", ".d.ts"))
        and REFUSED.search(path.read_text())
    ]
    assert nagging == []


@pytest.mark.parametrize("command", ["./scripts/serve --demo", "./scripts/test"])
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_the_two_commands(repository: Path, name: str, command: str) -> None:
    assert command in (repository / name).read_text()
