"""Which facts of a product belong to what a post is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.copywriter.brief import Fact, TopicBrief

LEADING = 3
"""So many facts stand for the product when there is no topic: people write down first what matters."""
_LATIN = re.compile(r"[a-z]{5,}")
_EVERYWHERE = frozenset(
    ("小时", "分钟", "一个", "一天", "时候", "可以", "什么", "怎么", "以上", "以下", "about", "under", "which")
)
"""Words that say nothing of what a text is about."""
_HAN = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


def on_topic(facts: Sequence[Fact], topic: TopicBrief | None) -> tuple[Fact, ...]:
    """The facts that share most words with `topic`, none when no fact shares any; without a topic the LEADING ones."""
    if topic is None or not topic.title.strip():
        return tuple(facts[:LEADING])
    wanted = _words(" ".join((topic.title, *topic.points)))
    shared = [len(wanted & _words(f"{fact.name} {fact.value}")) for fact in facts]
    most = max(shared, default=0)
    return tuple(fact for fact, count in zip(facts, shared, strict=True) if most and count == most)


def _words(text: str) -> frozenset[str]:
    """Longer Latin words without a plural's s; of Chinese, which has no blanks, every two characters."""
    latin = (word.removesuffix("s") for word in _LATIN.findall(text.casefold()))
    return frozenset((*latin, *_HAN.findall(text))) - _EVERYWHERE
