"""The one directory that belongs to one installation: made, locked, and the home of its small secret files."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from weiguang.storage.embedded_error import EmbeddedMongoError


class DataDirectory:
    """One data directory serves one running product: an exclusive lock, released by the kernel if we die.

    A context manager. Taking what is already taken, and releasing what is released, does nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Make the directory and lock it; raise `EmbeddedMongoError` when it is not writable or somebody else's."""
        if self._lock is not None:
            return
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            lock = (self.path / "lock").open("a+", encoding="ascii")
        except OSError as error:
            raise EmbeddedMongoError(
                f"数据目录 {self.path} 不能写入（{error.strerror}）。请检查权限和磁盘空间，或用 --data 换一个目录。"
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "未知"
            lock.close()
            raise EmbeddedMongoError(
                f"数据目录 {self.path} 正被另一个微光使用（进程 {holder}）。请先停止它，或用 --data 换一个目录。"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        """Give the directory back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> DataDirectory:
        self.take()
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, complete before its name exists."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.rename(path)


def read_or_make(path: Path, text: str) -> str:
    """The file's text; when it does not exist yet, ``text``, written first."""
    if not path.exists():
        write_private(path, text)
    path.chmod(0o600)
    return path.read_text(encoding="ascii")
