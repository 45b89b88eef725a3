"""A text as the claims it makes. Each claim carries the keys of what would support it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content_calendar.copy_rules.claims.grammar import CLAIMED, WRITTEN_DOWN
from content_calendar.copy_rules.claims.numerals import arabic, english, han
from content_calendar.vocabulary import Term


class ClaimKind(Term):
    NUMBER = "number", "数字", "number"
    MONEY = "money", "价格", "price"
    PERCENT = "percent", "百分比", "percentage"
    DISCOUNT = "discount", "折扣", "discount"
    DATE = "date", "日期", "date"
    CLOCK = "clock", "时间", "time"
    LINK = "link", "链接", "link"


Key = tuple[str | float, ...]
"""One thing a fact can say: ("number", 8), ("money", 199, "cny"), ("day", 6, 18), ("link", "a.example/x")."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`start` and `end` are offsets in the folded text; any key that is known supports the claim."""

    kind: ClaimKind
    start: int
    end: int
    keys: tuple[Key, ...]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CURRENCIES = {
    "$": "usd", "us$": "usd", "美元": "usd", "美金": "usd", "dollar": "usd", "dollars": "usd", "usd": "usd",
    "hk$": "hkd", "港币": "hkd", "港元": "hkd", "€": "eur", "欧元": "eur", "eur": "eur", "euro": "eur", "euros": "eur",
    "£": "gbp", "英镑": "gbp", "gbp": "gbp", "pound": "gbp", "pounds": "gbp",
}  # fmt: skip
OWN_CURRENCY = "cny"
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}
_MORNING = frozenset({"凌晨", "清晨", "早上", "早晨", "上午", "今早", "明早"})
_EVENING = frozenset({"下午", "傍晚", "晚上", "今晚", "明晚", "当晚"})
NOON = 12


def claims(folded: str) -> Iterator[Claim]:
    """What copy claims, in order; what may stand without a fact is left out."""
    for match in CLAIMED.finditer(folded):
        if match.lastgroup in _READERS:
            kind, reader = _READERS[match.lastgroup]
            start = match.end() - len(match.group().lstrip())
            yield Claim(kind, start, start + len(match.group().strip()), reader(match))


def statements(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What a fact states: the name of the alternative, and its match."""
    return ((match.lastgroup or "", match) for match in WRITTEN_DOWN.finditer(folded))


def number_value(match: re.Match[str]) -> float:
    """The value of a `number` match of either grammar."""
    if match["n0"]:
        return arabic(match["n0"], match["k0"] or "")
    word = match["n9"]
    return han(word) if word else english(match["n8"])


def money_value(match: re.Match[str]) -> tuple[float, str]:
    """Amount and currency of a `money` match."""
    for which in ("1", "2"):
        if match[f"v{which}"]:
            currency = _CURRENCIES.get(match[f"cur{which}"], OWN_CURRENCY)
            return arabic(match[f"v{which}"], match[f"k{which}"] or ""), currency
    return han(match["v3"]), OWN_CURRENCY


def taken_off(match: re.Match[str]) -> float:
    """How many percent a `discount` match takes off: 8.5 折 and 85 折 are 15 % off."""
    if match["half"]:
        return 50.0
    paid = arabic(match["c1"]) if match["c1"] else han(match["c2"])
    return round(100 - (paid * 10 if paid < 10 else paid), 2)  # noqa: PLR2004 - tenths below ten, per cent from ten on


def percent_value(match: re.Match[str]) -> float:
    """The value of a `percent` match."""
    written = match["p1"] or match["p2"]
    return arabic(written) if written[0].isascii() else han(written)


def day_of(match: re.Match[str]) -> tuple[int | None, int, int]:
    """Year if written, month and day of a `date` match."""
    groups = match.groupdict()
    which = next(end for end in ("", "2", "3", "4", "5", "6") if groups["m" + end])
    month, year = groups["m" + which], groups.get("y" + which)
    return int(year) if year else None, _month(month), _whole(groups["d" + which])


def clock_of(match: re.Match[str]) -> tuple[int, int, str]:
    """Hour of the half day (0 to 11), minute, and half ("am", "pm" or "" when not said) of a `clock` match."""
    groups = match.groupdict()
    which = next(end for end in "12345" if groups["h" + end])
    written = groups["h" + which]
    hour, daytime = _whole(written), groups.get("t" + which) or (groups.get("x" + which) or "").replace(".", "")
    quarter = groups.get("q" + which)
    minute = _QUARTERS[quarter] if quarter else int(groups.get("n" + which) or 0)
    return hour % NOON, minute, _half(hour, daytime, written)


def link_address(written: str) -> str:
    """A link without what may be left out: the scheme, www and punctuation of the sentence around it."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", written.rstrip(".,;:!?'/*"))


def _half(hour: int, daytime: str, written: str) -> str:
    if hour > NOON or daytime in _EVENING or daytime == "pm":
        return "pm"
    return "am" if daytime in _MORNING or daytime == "am" or written.startswith("0") else ""


def _month(written: str) -> int:
    if written[:3] in _MONTHS:
        return _MONTHS.index(written[:3]) + 1
    return _whole(written)


def _whole(written: str) -> int:
    return int(written) if written.isascii() else int(han(written))


def _date_keys(match: re.Match[str]) -> tuple[Key, ...]:
    year, month, day = day_of(match)
    return (("day", month, day),) if year is None else (("dated", year, month, day), ("undated", month, day))


def _date_part_keys(match: re.Match[str]) -> tuple[Key, ...]:
    name = next(part for part in ("year", "month", "day") if match[part])
    value = float(match[name])
    return ((name, value), ("number", value))


def _number_keys(match: re.Match[str]) -> tuple[Key, ...]:
    value = number_value(match)
    month, _, day = match.group().partition(".")
    as_date: tuple[Key, ...] = (("day", int(month), int(day)),) if _is_day(month, day) else ()
    return (("number", value), *as_date)


def _is_day(month: str, day: str) -> bool:
    """Whether 6.18 may be meant as a day."""
    return month.isdecimal() and day.isdecimal() and len(month) <= 2 and len(day) <= 2  # noqa: PLR2004 - two digits


def _money_keys(match: re.Match[str]) -> tuple[Key, ...]:
    amount, currency = money_value(match)
    return ("money", amount, currency), ("bare", amount)


def _percent_keys(match: re.Match[str]) -> tuple[Key, ...]:
    value = percent_value(match)
    return (("off", value), ("bare", value)) if match["off"] else (("percent", value), ("bare", value))


def _discount_keys(match: re.Match[str]) -> tuple[Key, ...]:
    return (("off", taken_off(match)),)


def _clock_keys(match: re.Match[str]) -> tuple[Key, ...]:
    return (("clock", *clock_of(match)),)


def _link_keys(match: re.Match[str]) -> tuple[Key, ...]:
    return (("link", link_address(match.group())),)


_READERS: dict[str | None, tuple[ClaimKind, Callable[[re.Match[str]], tuple[Key, ...]]]] = {
    "number": (ClaimKind.NUMBER, _number_keys),
    "money": (ClaimKind.MONEY, _money_keys),
    "percent": (ClaimKind.PERCENT, _percent_keys),
    "discount": (ClaimKind.DISCOUNT, _discount_keys),
    "date": (ClaimKind.DATE, _date_keys),
    "date_part": (ClaimKind.DATE, _date_part_keys),
    "clock": (ClaimKind.CLOCK, _clock_keys),
    "link": (ClaimKind.LINK, _link_keys),
}
