"""What makes a friend's message sound like an advertisement: shouting, urging, decoration.

The voice shares rather than advertises (像分享而不像广告). One signal is a hint; several calls to hurry are a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import field_text, published
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.copy_rules.folding import fold, required_pattern
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class ToneCode(Term):
    PILED_MARKS = (
        "piled_marks",
        "“{text}”：一个感叹号就够了，堆在一起像叫卖。",
        "“{text}”: one mark is enough; a pile of them sounds like a market crier.",
    )
    SHOUTING = (
        "shouting",
        "“{text}”像广告口号。请换成具体的事实或自己的感受。",
        "“{text}” reads like a slogan. Say the fact, or how you felt, instead.",
    )
    URGENCY_CHAIN = (
        "urgency_chain",
        "全文催了 {count} 次（“{text}”）。留一处说清截止时间就好，其余删去。",
        "The text urges {count} times (“{text}”). Keep one and say the deadline; drop the others.",
    )
    EMOJI_PILE = (
        "emoji_pile",
        "连着 {count} 个表情，显得像广告。留一个就好。",
        "{count} emoji in a row look like an advertisement. Keep one.",
    )
    EMOJI_CROWD = (
        "emoji_crowd",
        "全文有 {count} 个表情，平均不到 {least} 个字一个。请删去一些。",
        "{count} emoji, more than one in {least} characters. Take some out.",
    )
    ALL_CAPITALS = (
        "all_capitals",
        "“{text}”全用大写，读起来像喊叫。",
        "“{text}” is all in capitals, which reads like shouting.",
    )


SLOGANS = (
    "抢疯了", "卖爆了", "卖疯了", "闭眼入", "闭眼冲", "冲冲冲", "炸裂", "绝绝子", "买它", "赶紧冲", "无脑入", "必抢",
    "宝妈必入", "不买后悔", "不买就亏", "福利炸了", "全网都在抢", "家人们谁懂", "惊爆价", "骨折价", "白菜价", "吐血",
    "must-have", "game changer", "game-changer", "mind-blowing", "insane deal", "you won't believe",
)  # fmt: skip
URGING = (
    "手慢无", "手慢就没", "速抢", "疯抢", "抢购", "赶紧下单", "赶快下单", "马上下单", "最后机会", "最后一波",
    "最后一天", "仅此一次", "错过后悔", "错过再等一年", "错过不再有", "再不买就没了", "倒计时", "秒光", "即将售罄",
    "所剩无几",
    "hurry", "act now", "last chance", "selling fast", "while stocks last", "limited time only", "don't miss out",
    "only a few left", "buy now", "order now", "before it's too late",
)  # fmt: skip
MANY_URGINGS = 2
MANY_EMOJI = 8
CHARACTERS_PER_EMOJI = 20

_SLOGANS, _URGING = required_pattern(SLOGANS), required_pattern(URGING)
_MARKS = re.compile(r"[!！][!！?？]*[!！]|[?？][!！?？]*[!！]{2,}")
# An emoji of Unicode, or one as WeChat writes it: [微笑]. The first look rules out most characters at little cost.
_EMOJI = (
    r"(?=[\[©®\u2000-\u2bff\u3030-\u303f\u3297\u3299\U0001f000-\U0001faff])"
    r"(?:(?=[\p{Emoji_Presentation}\p{Regional_Indicator}]|\p{Extended_Pictographic}\uFE0F)\X|\[[\u4e00-\u9fff]{1,4}\])"
)
_SINGLE = regex.compile(_EMOJI)
_PILE = regex.compile(rf"(?P<first>{_EMOJI})(?:\s?{_EMOJI}){{2,}}")
_CAPITALS = re.compile(r"(?<![\w'])[A-Z][A-Z'’]+(?:[ ,]+[A-Z][A-Z'’]+){2,}(?![\w'])")


def check_tone(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """Hints at each slogan, pile of marks or emoji and line in capitals; warns of the second call to hurry and on."""
    texts = published(copy)
    for field, text in texts:
        yield from _marks(field, text)
        yield from _emoji_piles(field, text)
        yield from _capitals(field, text)
    yield from _slogans(texts)
    yield from _urgings(texts)
    yield from _emoji_crowd(copy)


def _marks(field: CopyField, text: str) -> Iterator[Finding]:
    for match in _MARKS.finditer(text):
        message = Message(ToneCode.PILED_MARKS, {"text": match.group()})
        yield Finding(Severity.HINT, field, match.start(), match.end(), message, fix=match.group()[-1])


def _emoji_piles(field: CopyField, text: str) -> Iterator[Finding]:
    for match in _PILE.finditer(text):
        message = Message(ToneCode.EMOJI_PILE, {"count": len(_SINGLE.findall(match.group()))})
        yield Finding(Severity.HINT, field, match.start(), match.end(), message, fix=match["first"])


def _capitals(field: CopyField, text: str) -> Iterator[Finding]:
    for match in _CAPITALS.finditer(text):
        message = Message(ToneCode.ALL_CAPITALS, {"text": match.group()})
        yield Finding(Severity.HINT, field, match.start(), match.end(), message, fix=match.group().capitalize())


def _slogans(texts: tuple[tuple[CopyField, str], ...]) -> Iterator[Finding]:
    for field, text, start, end in _places(_SLOGANS, texts):
        message = Message(ToneCode.SHOUTING, {"text": text[start:end]})
        yield Finding(Severity.HINT, field, start, end, message)


def _urgings(texts: tuple[tuple[CopyField, str], ...]) -> Iterator[Finding]:
    places = list(_places(_URGING, texts))
    if len(places) >= MANY_URGINGS:
        for field, text, start, end in places[1:]:
            message = Message(ToneCode.URGENCY_CHAIN, {"text": text[start:end], "count": len(places)})
            yield Finding(Severity.WARNING, field, start, end, message)


def _places(
    words: re.Pattern[str], texts: tuple[tuple[CopyField, str], ...]
) -> Iterator[tuple[CopyField, str, int, int]]:
    for field, text in texts:
        searched = fold(text)
        for match in words.finditer(searched.text):
            yield field, text, *searched.span(match.start(), match.end())


def _emoji_crowd(copy: Copy) -> Iterator[Finding]:
    text = field_text(copy, CopyField.TEXT)
    count = len(_SINGLE.findall(text))
    if count > MANY_EMOJI and count * CHARACTERS_PER_EMOJI > len(text):
        message = Message(ToneCode.EMOJI_CROWD, {"count": count, "least": CHARACTERS_PER_EMOJI})
        yield Finding(Severity.HINT, CopyField.TEXT, 0, len(text), message)
