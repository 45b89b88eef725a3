"""What the checks cost: all rules on one text, and the search for near-duplicates.

    python -m benchmarks.findings [--json FILE]

Medians of CPU time, so that what else the machine does is not counted. The plain way of the rules folds the text anew
for each rule and searches it for one restricted term after the other; the plain way of the search counts differing
bits hash by hash.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from statistics import median

from benchmarks.report import Figure, asked, publish
from content_calendar.content import Copy
from content_calendar.copy_rules.advertising import check_advertising, restricted_terms
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.folding import fold, folded
from content_calendar.copy_rules.rules import RULES, check
from content_calendar.similarity import BITS, NEAR, distance, nearest, packed, simhash
from content_calendar.vocabulary import Language, Platform

LENGTH = 2_000
ITEMS = 100_000
ROUNDS = 40
PLAIN_ROUNDS = 5
LIMIT_MS = 5.0

PARAGRAPHS = {
    Language.ZH: (
        "端午节快到了，群里好多姐妹在问粽子怎么蒸才不会夹生。我家今年试了三种糯米，前一晚泡足 8 小时的最软，"
        "蒸的时候水要没过粽子两指。拼团价 75 元，2 人成团，周四晚上 8 点截止，下单后 48 小时内发出🎉！"
        "你家一般怎么蒸？评论区说说，明天我挑三位送一盒小粽叶。\n"
    ),
    Language.EN: (
        "We tried four hours, eight hours and a whole night. Eight works best, with water two fingers above the rice. "
        "The towel costs 89 yuan for two members who order together, and it ships within 48 hours. Which do you use?\n"
    ),
}
FACTS = (
    "日常价 89 元", "周四拼团价 2 人成团 75 元", "材质 100% 棉，六层纱布", "尺寸 105 厘米 × 105 厘米",
    "发货 48 小时内", "泡米 8 小时", "https://shop.example.com/rice",
)  # fmt: skip
NEVER = ("亲亲", "宝妈必入", "闭眼入", "专家都说", "last chance", "selling fast")


def main() -> None:
    to = asked("CPU time of the copy rules and of the near-duplicate search.").json
    publish("Findings", [*(_rules(language) for language in PARAGRAPHS), _hashing(), _search()], to)


def _rules(language: Language) -> Figure:
    copy, context = _copy(language), _context(language)
    return Figure(
        f"all rules, {LENGTH:,} characters, {language}", _milliseconds(lambda: _fresh(copy, context)), "ms", "≤",
        LIMIT_MS, _milliseconds(lambda: _term_by_term(copy, context), PLAIN_ROUNDS), "term by term",
    )


def _hashing() -> Figure:
    text = _copy(Language.ZH).text()
    return Figure(f"SimHash, {LENGTH:,} characters", _milliseconds(lambda: simhash(text)), "ms")


def _search() -> Figure:
    chance = Random(7)
    numbers = [chance.getrandbits(BITS) for _ in range(ITEMS)]
    hashes, wanted = packed(f"{number:016x}" for number in numbers), numbers[ITEMS // 2] ^ 0b1011
    if nearest(hashes, wanted) != tuple(_one_by_one(numbers, wanted)):
        raise AssertionError("both ways must find the same items")
    return Figure(
        f"near-duplicates among {ITEMS:,}", _milliseconds(lambda: nearest(hashes, wanted)), "ms", "≤", LIMIT_MS,
        _milliseconds(lambda: list(_one_by_one(numbers, wanted)), PLAIN_ROUNDS), "hash by hash",
    )


def _copy(language: Language) -> Copy:
    paragraph = PARAGRAPHS[language]
    hook, call = paragraph[:20], paragraph[-20:].strip()
    body = (paragraph * (LENGTH // len(paragraph) + 1))[: LENGTH - len(hook) - len(call) - 2]
    return Copy(title="糯米泡多久", hook=hook, body=body, call_to_action=call)


def _context(language: Language) -> RuleContext:
    return RuleContext(
        platform=Platform.MOMENTS, language=language, facts=FACTS, never_words=NEVER,
        moments=(datetime(2026, 6, 18, 20, tzinfo=UTC),),
    )


def _fresh(copy: Copy, context: RuleContext) -> tuple[Finding, ...]:
    """All rules on a text nobody checked before."""
    fold.cache_clear()
    return check(copy, context)


def _term_by_term(copy: Copy, context: RuleContext) -> int:
    """The same rules, each folding for itself, the restricted terms searched one after the other."""
    found = 0
    for rule in RULES:
        fold.cache_clear()
        found += sum(1 for _ in rule(copy, context)) if rule is not check_advertising else _terms_in(copy.text())
    return found


def _terms_in(text: str) -> int:
    searched = folded(text)
    return sum(len(re.findall(re.escape(term), searched)) for term in restricted_terms())


def _one_by_one(numbers: list[int], wanted: int) -> Iterator[tuple[int, int]]:
    near = ((place, distance(number, wanted)) for place, number in enumerate(numbers))
    yield from sorted((pair for pair in near if pair[1] <= NEAR), key=lambda pair: pair[1])


def _milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median CPU time of `work` after one round to warm up."""
    work()
    return 1000 * median(_timed(work) for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start


if __name__ == "__main__":
    main()
