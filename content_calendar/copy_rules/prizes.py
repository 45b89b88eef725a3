"""A lottery's prize above what the law allows.

反不正当竞争法 on 有奖销售, and 规范促销行为暂行规定 after it: in a lottery that accompanies sales the highest prize is
worth at most 50,000 yuan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.claims.reading import OWN_CURRENCY, Claim, ClaimKind, claims
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.folding import fold
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class PrizeCode(Term):
    PRIZE_TOO_HIGH = (
        "prize_too_high",
        "抽奖的最高奖不得超过 {limit} 元（反不正当竞争法·有奖销售），这里写了“{text}”。请调整奖品或改掉数字。",
        "A lottery's highest prize is at most {limit} yuan (PRC Anti-Unfair Competition Law), not “{text}”. Change it.",
    )


MOST_YUAN = 50_000

_LOTTERY = re.compile(
    r"抽奖|开奖|中奖|大奖|幸运观众|抽[^，。！\n]{0,6}[位名个人]|lottery|lucky draw|raffle|giveaway", re.IGNORECASE
)


def check_prizes(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """Warns of each sum above 50,000 yuan in copy that speaks of a draw."""
    if _LOTTERY.search(copy.text()):
        for field, text in published(copy):
            searched = fold(text)
            for claim in filter(_is_too_high, claims(searched.text)):
                start, end = searched.span(claim.start, claim.end)
                message = Message(PrizeCode.PRIZE_TOO_HIGH, {"text": text[start:end], "limit": f"{MOST_YUAN:,}"})
                yield Finding(Severity.WARNING, field, start, end, message)


def _is_too_high(claim: Claim) -> bool:
    return claim.kind is ClaimKind.MONEY and any(
        key[0] == "money" and key[2] == OWN_CURRENCY and float(key[1]) > MOST_YUAN for key in claim.keys
    )
