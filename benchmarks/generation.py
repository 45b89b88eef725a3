"""How much of a model's own pace drafting keeps: 640 drafts, 64 at a time, from an endpoint that takes a second.

    python -m benchmarks.generation [--json FILE]

64 calls of one second at a time are at best 64 drafts a second. Everything counts: claiming, briefs, prompts, HTTP,
parsing, findings, revision, history, accounts and commits on SQLite with synchronous=FULL, by the usual two workers;
the endpoint is a process of its own on the same machine. Baseline is one forked job per draft with the same
workers, on fewer drafts: it takes half a second for each at best.
"""

from __future__ import annotations

from benchmarks.drafting_house import drafting_house
from benchmarks.model_server import model_server
from benchmarks.report import Figure, asked, publish

DRAFTS = 640
AT_ONCE = 64
WORKERS = 2
LATENCY_SECONDS = 1.0
IDEAL = AT_ONCE / LATENCY_SECONDS
WANTED_SHARE = 0.8
BASELINE_DRAFTS = 16


def main() -> None:
    """Measure and publish."""
    arguments = asked("Drafts per second from a model that takes a second.")
    with model_server(LATENCY_SECONDS) as address:
        variables = {
            "OPENAI_BASE_URL": address, "OPENAI_MODEL": "stand-in", "QUNBI_MODEL_CONCURRENCY": str(AT_ONCE),
            "QUNBI_WORKERS": str(WORKERS),
        }
        with drafting_house(variables) as house:
            ours = house.rate(DRAFTS, workers=WORKERS)
            single = house.rate_of_single_jobs(BASELINE_DRAFTS, workers=WORKERS)
    against = f"one forked job per draft, {BASELINE_DRAFTS} of them"
    figures = [
        Figure("drafts from a model", ours, "drafts/s", "≥", WANTED_SHARE * IDEAL, single, against),
        Figure("share of the ideal", 100 * ours / IDEAL, "%", "≥", 100 * WANTED_SHARE, 100 * single / IDEAL, against),
    ]
    publish(f"Generation: {DRAFTS} drafts, {AT_ONCE} at a time, {LATENCY_SECONDS:g} s each", figures, arguments.json)


if __name__ == "__main__":
    main()
