"""Child processes that never outlive the process that started them.

`start_tied` runs this same file as a tiny launcher which asks the kernel for a signal at its parent's death
(``PR_SET_PDEATHSIG``) and then becomes the wanted program, under the same process id. ``Popen(preexec_fn=…)`` would do
the same without a launcher, but is unsafe beside threads, and CPython warns about it. The kernel watches the *thread*
that started the child: call from one that lives as long as the process, which means the main thread.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def start_tied(
    command: Sequence[str],
    *,
    output: IO[bytes],
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches the parent alone.

    It gets SIGTERM when the parent dies, however the parent dies.
    """
    launcher = [sys.executable, "-I", "-S", __file__, str(os.getpid())]
    return subprocess.Popen(
        [*launcher, *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        pass_fds=pass_fds,
        start_new_session=True,
    )


def stop_process(process: subprocess.Popen[bytes], *, patience_s: float) -> None:
    """Ask by SIGTERM, insist by SIGKILL after ``patience_s``; return when the process is gone."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def _become(parent: int, command: list[str]) -> None:
    """In the launcher: tie, see that the parent did not die in between, become the program."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)
    os.execv(command[0], command)


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
