"""Log files that do not fill the disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LIMIT_BYTES = 20 * 1024 * 1024


def bound(path: Path, *, limit: int = LIMIT_BYTES) -> None:
    """Move a log longer than ``limit`` to ``NAME.1`` and empty it.

    By copying, because a running program goes on appending to the file it opened: what it writes between the copy and
    the cut is lost, a matter of milliseconds and of log lines only.
    """
    if path.exists() and path.stat().st_size > limit:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        os.truncate(path, 0)
