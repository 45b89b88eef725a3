"""Prices and discounts that no fact supports: the slip that costs a brand most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class FactCode(Term):
    UNSUPPORTED_NUMBER = (
        "unsupported_number",
        "“{text}”在产品和活动资料里查不到。请核对，或先把它写进资料。",
        "“{text}” is not among the facts of the product or event. Check it, or add the fact first.",
    )


_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_CLAIM = re.compile(
    rf"[¥￥$€£]\s?(?P<led>{_NUMBER})|(?P<followed>{_NUMBER})\s?(?:元|块钱|折|[%％](?:\s?off)?|(?:RMB|CNY|USD|yuan)\b)",
    re.IGNORECASE,
)
_DIGITS = re.compile(_NUMBER)


def check_facts(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Warns of each price, discount and percentage whose number stands in no fact; silent where facts are unknown."""
    if context.facts is None:
        return
    known = {_plain(number) for fact in context.facts for number in _DIGITS.findall(_ascii(fact))}
    for field, text in published(copy):
        for match in _CLAIM.finditer(text):
            if _plain(match["led"] or match["followed"]) not in known:
                message = Message(FactCode.UNSUPPORTED_NUMBER, {"text": match.group()})
                yield Finding(Severity.WARNING, field, match.start(), match.end(), message)


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _plain(number: str) -> str:
    """`1,299.00` and `１２９９` are one price."""
    digits = _ascii(number).replace(",", "")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
