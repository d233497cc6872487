"""Two releases of the same pages: the built one, and one in which every asset has another name, as after a change."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from support.product import REPOSITORY

DIST = REPOSITORY / "pwa" / "dist"
KEEP = REPOSITORY / "pwa" / "scripts" / "keep-assets.mjs"
ASSET = re.compile(r"[\w-]+\.(?:js|css)")
MARK = '<meta name="release" content="second">'


def first_release(at: Path) -> Path:
    """Copy the built pages, without the files kept from the release before and without compressed twins."""
    shutil.copytree(DIST, at, ignore=shutil.ignore_patterns("*.br", "*.gz", "api-docs", "kept.json"))
    used = (at / ".vite" / "manifest.json").read_text()
    for file in (at / "assets").iterdir():
        if file.name not in used:
            file.unlink()
    return at


def second_release(first: Path, at: Path) -> Path:
    """Write the release that follows: new names for all assets, a marked page, and a worker that knows both."""
    shutil.copytree(first, at)
    names = {file.name: f"{file.stem}2{file.suffix}" for file in (at / "assets").iterdir()}
    for file in [*at.glob("*.js"), *at.glob("*.html"), *(at / "assets").iterdir()]:
        file.write_text(ASSET.sub(lambda found: names.get(found[0], found[0]), file.read_text()))
    for old, new in names.items():
        (at / "assets" / old).rename(at / "assets" / new)
    page, worker = at / "index.html", at / "sw.js"
    page.write_text(page.read_text().replace("<head>", f"<head>{MARK}"))
    changed, count = re.subn(
        r'"revision":"\w+","url":"index.html"', '"revision":"2","url":"index.html"', worker.read_text()
    )
    assert count == 1
    worker.write_text(changed)
    subprocess.run(["node", KEEP, first, at], check=True)
    return at
