"""Jobs for the worker of a test: they leave a note when they begin and when they end."""

from __future__ import annotations

import os
import time
from pathlib import Path

from flask import current_app


def work_a_while(folder: str, seconds: float) -> None:
    """Note the process id, work for `seconds`, note the end."""
    Path(folder, "began").write_text(f"{os.getpid()}")
    time.sleep(seconds)
    Path(folder, "ended").write_text(current_app.name)
