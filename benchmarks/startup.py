"""How long a stranger waits: from `make run` to the first page, on a fresh checkout and on the second start.

    python -m benchmarks.startup [--json FILE]

The fresh start clones the committed state into an empty folder with an empty home and makes the environment there.
Baseline of the second start is the web process alone, as `flask run` starts it without queue, worker or preparation.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import Figure, asked, publish
from benchmarks.stack import ROOT, started

PEER_SECONDS = 48.0
SECOND_START_SECONDS = 5.0


def main() -> None:
    """Measure and publish."""
    arguments = asked("Seconds from the command to the first page.")
    with tempfile.TemporaryDirectory(prefix="qunbi-bench-") as name:
        folder = Path(name)
        fresh = _fresh(folder)
        again = min(_make_run(folder / "clone", folder / "data") for _ in range(3))
        alone = min(_web_alone(folder / "data") for _ in range(3))
    publish(
        "Start",
        [
            Figure("make run, nothing prepared", fresh, "s", "≤", PEER_SECONDS, PEER_SECONDS, "closest peer, by hand"),
            Figure("make run, second start", again, "s", "≤", SECOND_START_SECONDS, alone, "flask run, web alone"),
        ],
        arguments.json,
    )


def _fresh(folder: Path) -> float:
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
    (folder / "home").mkdir()
    return _make_run(folder / "clone", folder / "data", HOME=str(folder / "home"))


def _make_run(checkout: Path, data: Path, **variables: str) -> float:
    with started(["make", "--silent", "run"], data, cwd=checkout, variables=variables) as running:
        return running.seconds


def _web_alone(data: Path) -> float:
    command = f'exec {sys.executable} -m flask --app wsgi run --port "$PORT"'
    with started(["sh", "-c", command], data) as running:
        return running.seconds


if __name__ == "__main__":
    main()
