"""A child that must not outlive its parent, even when the parent is killed without a chance to say so."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_CHECK_SECONDS = 2.0


def end_with_parent(number: signal.Signals, parent: int) -> None:
    """Send `number` to this process once its parent, process `parent`, is gone; call it first thing after a fork.

    Linux does this in the kernel; elsewhere a thread looks every two seconds.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(number, parent), daemon=True).start()
    # The parent may have ended before the kernel was told.
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def name_process(name: str) -> None:
    """Show `name` (15 bytes at most) in `ps` and `top`, where the system allows it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def _watch(number: signal.Signals, parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_CHECK_SECONDS)
    os.kill(os.getpid(), number)
