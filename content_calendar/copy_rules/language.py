"""Copy in another language than its community speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Language, Term


class LanguageCode(Term):
    WRONG_LANGUAGE = (
        "wrong_language",
        "正文看起来不是{language}。请改写，或修改这条内容的语言。",
        "The body does not read like {language}. Rewrite it, or change the language of this item.",
    )


class LanguageName(Term):
    CHINESE = "zh", "中文", "Chinese"
    ENGLISH = "en", "英文", "English"


_NAMES = {Language.ZH: LanguageName.CHINESE, Language.EN: LanguageName.ENGLISH}

# One Chinese character carries about as much as half an English word: both are counted as one unit of meaning,
# so that brand names and links in Chinese copy do not outweigh it.
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
_ASIDE = re.compile(r"https?://\S+|[#＃@＠]\S+")
LEAST_WORDS = 8
LEAST_SHARE = {Language.ZH: 0.4, Language.EN: 0.6}


def check_language(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Warns when fewer words than usual are in the language asked for; short bodies say too little to judge."""
    words = _ASIDE.sub(" ", copy.body)
    counts = {Language.ZH: len(_HAN.findall(words)), Language.EN: len(_LATIN.findall(words))}
    total = sum(counts.values())
    if total >= LEAST_WORDS and counts[context.language] < LEAST_SHARE[context.language] * total:
        message = Message(LanguageCode.WRONG_LANGUAGE, {"language": _NAMES[context.language]})
        yield Finding(Severity.WARNING, CopyField.BODY, 0, len(copy.body), message)
