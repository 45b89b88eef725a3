"""How well and how fast the reply desk finds the right template.

    python -m benchmarks.replies_retrieval [--json FILE]

Quality: messages of members that were written after the word lists had been finished and that nobody tuned on, each
with the scenarios it is about and, where it shows, the member's state. A hit is a template among the first three that
is of a right scenario and names the state. Beside it: the longest passage in common, and plain BM25 over pairs of
characters and words. Speed: 20,000 templates, processor time of one thread.
"""

from __future__ import annotations

import math
import re
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from benchmarks.replies_library import HELD_OUT, TUNED_ON, Labelled, large_library, messages, templates
from benchmarks.report import Figure, asked, publish
from content_calendar.replies.entry import Entry
from content_calendar.replies.retrieval import ReplyIndex, index
from content_calendar.replies.suggesting import suggest

Answer = Callable[[str], Sequence[Entry]]

TOP = 3
TEMPLATES = 20_000
LEAST_HITS, SEARCH_MS, SUGGEST_MS = 85.0, 15.0, 60.0
QUERIES = (
    "价格", "价格异议", "jgyy", "jiageyiyi", "价格一意", "tuikaun", "k123", "k1", "尺码", "的", "新人 礼", "xinren",
    "tk", "photos", "ph", "老伙伴 价", "{昵称}", "没有这几个字呀", "批次12", "jiage k", "😀", "", "欢迎",
    "hy", "zhongxin", "重新寄",
)  # fmt: skip


def hit_rate(labelled: Sequence[Labelled], answer: Answer, top: int = TOP) -> float:
    """In how many of a hundred messages a template among the first `top` is of a right scenario and state."""
    hits = [any(message.is_answered_by(entry) for entry in answer(message.text)[:top]) for message in labelled]
    return 100 * sum(hits) / len(hits)


def by_passage(library: Sequence[Entry]) -> Answer:
    """Templates by the longest passage they have in common with the message."""
    texts = [f"{entry.title}\n{entry.body}".casefold() for entry in library]

    def answer(message: str) -> list[Entry]:
        lengths = [_passage(message.casefold(), text) for text in texts]
        return [library[at] for at in sorted(range(len(library)), key=lambda at: -lengths[at])[:TOP] if lengths[at]]

    return answer


def by_bm25(library: Sequence[Entry]) -> Answer:
    """Templates by BM25 (k1 1.2, b 0.75) over pairs of characters and words of title, scenario and body."""
    counts = [Counter(_grams(f"{entry.title}\n{entry.scenario.zh}\n{entry.body}")) for entry in library]
    often = Counter(gram for count in counts for gram in count)
    average = sum(count.total() for count in counts) / len(counts)

    def answer(message: str) -> list[Entry]:
        rare = {gram: math.log(1 + (len(counts) - often[gram] + 0.5) / (often[gram] + 0.5)) for gram in _grams(message)}
        norms = [1.2 * (0.25 + 0.75 * count.total() / average) for count in counts]
        scores = [
            sum(rare[gram] * count[gram] * 2.2 / (count[gram] + norm) for gram in rare.keys() & count.keys())
            for count, norm in zip(counts, norms, strict=True)
        ]
        return [library[at] for at in sorted(range(len(library)), key=lambda at: -scores[at])[:TOP] if scores[at]]

    return answer


def quality() -> Iterator[Figure]:
    """Hit rates on the messages kept aside, ours and the plain ways, and on those that were tuned on."""
    library = templates()
    found = index(library)

    def ours(message: str) -> Sequence[Entry]:
        return [each.entry for each in suggest(message, found).best]

    kept = [message for message in messages(HELD_OUT) if message.scenarios]
    rate = hit_rate(kept, ours)
    plain, bm25 = hit_rate(kept, by_passage(library)), hit_rate(kept, by_bm25(library))
    yield Figure(f"right template in the first {TOP}, {len(kept)} kept", rate, "%", "≥", LEAST_HITS, plain, "substring")
    yield Figure("the same, beside plain BM25", rate, "%", baseline=bm25, against="BM25")
    yield Figure("right scenario in the first three, kept", hit_rate([_any_state(one) for one in kept], ours), "%")
    yield Figure("right template first, kept", hit_rate(kept, ours, 1), "%")
    idle = [message for message in messages(HELD_OUT) if not message.scenarios]
    if idle:
        unanswered = [not ours(message.text) for message in idle]
        yield Figure(f"idle talk that gets no template, {len(idle)} kept", 100 * float(np.mean(unanswered)), "%")
    tuned = [message for message in messages(TUNED_ON) if message.scenarios]
    yield Figure(f"right template in the first {TOP}, {len(tuned)} tuned on", hit_rate(tuned, ours), "%")


def speed() -> Iterator[Figure]:
    """Building, searching, changing and suggesting among 20,000 templates."""
    library = large_library(TEMPLATES)
    start = time.process_time()
    found = index(library)
    yield Figure("building the index", time.process_time() - start, "s", "≤", 15.0)
    yield Figure("memory of the index, without the texts", found.bytes / 1e6, "MB")
    yield Figure("memory while building, at most", _peak(library), "MB")
    yield Figure("search, p95", _p95([lambda q=q: found.search(q) for q in QUERIES]), "ms", "≤", SEARCH_MS)
    changed = library[7]
    yield Figure("one template changed, p95", _p95([lambda: found.with_changed([changed])]), "ms")
    texts = [message.text for message in messages(TUNED_ON)[-150:]]
    yield Figure("suggestion, p95", _p95([lambda t=t: suggest(t, found) for t in texts], 2), "ms", "≤", SUGGEST_MS)
    yield Figure("suggestion for 50 kB, p95", _p95([_long(found, texts)], 10), "ms", "≤", SUGGEST_MS)


def main() -> None:
    """Measure and publish both."""
    publish("Reply desk", [*quality(), *speed()], asked("Finding reply templates.").json)


def _any_state(message: Labelled) -> Labelled:
    return Labelled(message.text, message.scenarios, None)


def _long(found: ReplyIndex, texts: Sequence[str]) -> Callable[[], object]:
    whole = "\n".join(texts)
    message = (whole * (50_000 // len(whole) + 1))[:50_000]
    return lambda: suggest(message, found)


def _peak(library: Sequence[Entry]) -> float:
    tracemalloc.start()
    index(library)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def _p95(calls: Sequence[Callable[[], object]], rounds: int = 10) -> float:
    """Milliseconds of processor time, after each was called once."""
    times = []
    for call in calls:
        call()
        for _ in range(rounds):
            start = time.process_time()
            call()
            times.append(1000 * (time.process_time() - start))
    return float(np.percentile(times, 95))


def _passage(message: str, text: str) -> int:
    """The length of the longest passage of `message` that stands in `text`, 0 below two characters."""
    longest = 1
    for start in range(len(message)):
        while start + longest < len(message) and message[start : start + longest + 1] in text:
            longest += 1
    return longest if longest > 1 else 0


def _grams(text: str) -> list[str]:
    plain = text.casefold()
    pairs = ["".join(pair) for pair in pairwise(plain) if all("\u3400" <= each <= "\u9fff" for each in pair)]
    return [*pairs, *re.findall(r"[a-z0-9]+", plain)]


if __name__ == "__main__":
    main()
