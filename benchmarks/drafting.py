"""How fast drafts come without a model: from the wake-up to the last saved revision, by one real worker process.

    python -m benchmarks.drafting [--json FILE]

Everything counts: claiming by lease, the brief, writing, the findings, revision, history and commit on SQLite with
synchronous=FULL. Baseline is the usual way of one forked job per draft, on the same kind of slots.
"""

from __future__ import annotations

from benchmarks.drafting_house import drafting_house
from benchmarks.report import Figure, asked, publish

DRAFTS = 120
WANTED_PER_SECOND = 20.0


def main() -> None:
    """Measure and publish."""
    arguments = asked("Offline drafts per second.")
    with drafting_house({}) as house:
        ours = house.rate(DRAFTS, workers=1)
        single = house.rate_of_single_jobs(DRAFTS, workers=1)
    figure = Figure("offline drafts", ours, "drafts/s", "≥", WANTED_PER_SECOND, single, "one forked job per draft")
    publish("Drafting", [figure], arguments.json)


if __name__ == "__main__":
    main()
