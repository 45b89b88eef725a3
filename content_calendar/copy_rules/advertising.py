"""Words the advertising law of the People's Republic of China restricts, from `advertising_terms.toml`.

A warning, never a verdict: whether a sentence is an advertisement and a word an absolute claim depends on the
sentence, so a person decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.copy_rules.folding import fold, folded, required_pattern
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class AdvertisingCategory(Term):
    SUPERLATIVE = "superlative", "绝对化用语", "Superlative"
    AUTHORITY = "authority", "借国家机关或名义", "State or authority"
    PROMISE = "promise", "无法证实的承诺", "Promise without proof"
    MEDICAL = "medical", "医疗功效", "Medical effect"
    INFANT = "infant", "婴幼儿食品", "Infant food"
    CHILDREN = "children", "面向儿童的劝诱", "Talking children into buying"
    EDUCATION = "education", "教育培训承诺", "Promise of learning results"
    INVESTMENT = "investment", "投资收益承诺", "Promise of returns"
    PRICE = "price", "价格表述", "Price claim"
    PRIZE = "prize", "有奖销售", "Prize draw"
    DISPARAGEMENT = "disparagement", "贬低他人", "Disparaging others"
    SUPERSTITION = "superstition", "迷信内容", "Superstition"
    CONSUMER_RIGHTS = "consumer_rights", "限制消费者权利", "Limits consumers' rights"
    CERTIFICATE = "certificate", "需要证书的名称", "Name that needs a certificate"


class AdvertisingCode(Term):
    RESTRICTED_TERM = (
        "restricted_term",
        "“{text}”属于{category}（{basis}）。如果是广告内容，请换一种说法或附上依据。",
        "“{text}” counts as: {category} ({basis}). If this advertises, rephrase it or add the proof.",
    )


class RestrictedTerm(BaseModel):
    """What is restricted, where the law says so, what to say instead, and phrases in which it is harmless."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: str = Field(min_length=1)
    category: AdvertisingCategory
    severity: Severity = Severity.WARNING
    basis: str = Field(min_length=1)
    suggestion: str | None = None
    fix: str | None = None
    """Words that may replace the term in any sentence; None when the sentence has to be written anew."""
    exceptions: tuple[str, ...] = ()


_FILE = TypeAdapter(dict[str, tuple[RestrictedTerm, ...]])


@cache
def restricted_terms() -> Mapping[str, RestrictedTerm]:
    """Every entry by its folded term."""
    text = resources.files(__package__).joinpath("advertising_terms.toml").read_text("utf-8")
    entries = _FILE.validate_python(tomllib.loads(text))["entry"]
    return {folded(entry.term): entry for entry in entries}


def check_advertising(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """One finding for each restricted term, the longest where several overlap."""
    for field, text in published(copy):
        yield from _findings(field, text)


def _findings(field: CopyField, text: str) -> Iterator[Finding]:
    searched = fold(text)
    for match in _terms().finditer(searched.text):
        entry = restricted_terms()[match.group()]
        if _is_excepted(entry, searched.text, match.start()):
            continue
        start, end = searched.span(match.start(), match.end())
        params = {"text": text[start:end], "category": entry.category, "basis": entry.basis}
        message = Message(AdvertisingCode.RESTRICTED_TERM, params)
        yield Finding(entry.severity, field, start, end, message, entry.suggestion or entry.fix, entry.fix)


def _is_excepted(entry: RestrictedTerm, text: str, start: int) -> bool:
    """Whether an exception stands where the term was found: 第一 within 第一次."""
    term = folded(entry.term)
    for phrase in map(folded, entry.exceptions):
        begin = start - phrase.index(term)
        if begin >= 0 and text.startswith(phrase, begin):
            return True
    return False


@cache
def _terms() -> re.Pattern[str]:
    return required_pattern(restricted_terms())
