"""The kinds of text people hand in, with their limits: the same for web forms, the API and workspace files.

Text is normalised to NFC, so that what looks equal is equal; control characters are refused, because exports and
chat clients cut or garble text at them. Emoji and right-to-left text are ordinary text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, TypeAdapter, ValidationError

from app.core.field_flaws import CONTROL_CHARACTER, Flaw, flawed, flawed_as, shortened
from app.core.zones import ZoneUnknown, zone_of
from content_calendar.planning.recurrence import RuleInvalid, parse_rule

NAME_LENGTH = 120
LINE_LENGTH = 300
TEXT_LENGTH = 10_000
RULE_LENGTH = 500
MOMENT_LENGTH = 40
LIST_LENGTH = 100
YEARS = range(2000, 2101)
LEAST_MONEY, MOST_MONEY = Decimal("0.01"), Decimal(10_000_000)

AnyDate = TypeVar("AnyDate", bound=date)

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_EMAIL_LENGTH = 254
_TAG = re.compile(r"[^\s:]{1,30}:(?! )[^:]{1,60}")
_ZONES_OF_A_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
"""Names that mean another zone on every machine."""
_CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d", re.ASCII)
_MONEY = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
_DAY_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


def clean_text(text: str, limit: int = TEXT_LENGTH) -> str:
    """NFC, "\\n" line ends, no blank edges. Raises a flaw for control characters and more than `limit` characters."""
    found = CONTROL_CHARACTER.search(text)
    if found:
        raise flawed(Flaw.CONTROL_CHARACTER, code=f"U+{ord(found[0]):04X}", position=found.start() + 1)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > limit:
        raise flawed(Flaw.TOO_LONG, length=len(text), limit=limit)
    return text


def storable(text: str) -> str:
    """Without the one character that PostgreSQL takes neither in a column nor in a question."""
    return text.replace("\0", "")


def clean_line(text: str, limit: int = LINE_LENGTH) -> str:
    """`clean_text` on one line: every run of white space becomes one space."""
    return " ".join(clean_text(text, limit).split())


def _name(text: str) -> str:
    return _not_blank(clean_line(text, NAME_LENGTH))


def _not_blank(text: str) -> str:
    if not text:
        raise flawed(Flaw.BLANK)
    return text


def _matching(pattern: re.Pattern[str], flaw: Flaw, limit: int = NAME_LENGTH) -> Callable[[str], str]:
    def check(text: str) -> str:
        line = clean_line(text, limit)
        if not pattern.fullmatch(line):
            raise flawed(flaw, given=shortened(text))
        return line

    return check


def _zone(text: str) -> str:
    name = clean_line(text, NAME_LENGTH)
    try:
        zone_of(name)
    except ZoneUnknown:
        raise flawed(Flaw.UNKNOWN_ZONE, given=shortened(text)) from None
    if name in _ZONES_OF_A_MACHINE:
        raise flawed(Flaw.UNKNOWN_ZONE, given=shortened(text))
    return name


def _rule(text: str) -> str:
    try:
        return parse_rule(clean_line(text, RULE_LENGTH)).text
    except RuleInvalid as error:
        raise flawed_as(error.message) from None


def _clock_time(value: object) -> object:
    if not isinstance(value, str):
        return value
    return time.fromisoformat(_matching(_CLOCK_TIME, Flaw.NOT_A_CLOCK_TIME)(value).zfill(5))


def _written_as_date(value: object) -> object:
    # a bare number would otherwise be read as seconds since 1970
    if isinstance(value, str) and not _DAY_FIRST.match(value.strip()):
        raise flawed(Flaw.NOT_A_DAY, given=shortened(value))
    return value.strip() if isinstance(value, str) else value


def _written_as_moment(value: object) -> object:
    # a bare number would otherwise be read as seconds since 1970
    if isinstance(value, str):
        return _moment_of(_short_moment(value.strip()))
    if isinstance(value, datetime):
        return in_known_years(value)
    if value is not None:
        raise flawed(Flaw.NOT_A_MOMENT, given=shortened(str(value)))
    return value


def _short_moment(text: str) -> str:
    # what is read is remembered, and neither megabytes of digits nor what follows them may be
    if len(text) > MOMENT_LENGTH:
        raise flawed(Flaw.NOT_A_MOMENT, given=shortened(text))
    return text


@lru_cache(maxsize=1_000)
def _moment_of(text: str) -> object:
    """The instant in UTC, which Python compares quickest; what cannot be read stays as it is, to be refused with its
    cause. Many rows name the same moment.
    """
    if not _DAY_FIRST.match(text):
        raise flawed(Flaw.NOT_A_MOMENT, given=shortened(text))
    try:
        return in_known_years(_MOMENT.validate_python(text)).astimezone(UTC)
    except ValidationError:
        return text


def _money(value: object) -> object:
    # a float would bring digits nobody wrote, and "1e9" or "NaN" are no way to write money
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _MONEY.fullmatch(text):
        raise flawed(Flaw.NOT_AN_AMOUNT, given=shortened(value))
    amount = Decimal(text)
    if not LEAST_MONEY <= amount <= MOST_MONEY:
        raise flawed(Flaw.OUT_OF_RANGE, given=text, low=LEAST_MONEY, high=MOST_MONEY)
    return amount


def in_known_years(moment: AnyDate) -> AnyDate:
    """Raises a flaw for years before 2000 and after 2100, which are slips of the finger."""
    if moment.year not in YEARS:
        raise flawed(Flaw.OUT_OF_RANGE, given=moment.isoformat(), low=YEARS.start, high=YEARS.stop - 1)
    return moment


Name = Annotated[str, AfterValidator(_name)]
ShortLine = Annotated[str, AfterValidator(lambda text: clean_line(text, NAME_LENGTH))]
Line = Annotated[str, AfterValidator(clean_line)]
Text = Annotated[str, AfterValidator(clean_text)]
Slug = Annotated[str, AfterValidator(_matching(_SLUG, Flaw.NOT_A_SLUG))]
Email = Annotated[str, AfterValidator(str.lower), AfterValidator(_matching(_EMAIL, Flaw.NOT_AN_EMAIL, _EMAIL_LENGTH))]
TagText = Annotated[str, AfterValidator(_matching(_TAG, Flaw.NOT_A_TAG))]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
ZoneName = Annotated[str, AfterValidator(_zone)]
Rule = Annotated[str, AfterValidator(_rule)]
Day = Annotated[date, BeforeValidator(_written_as_date), AfterValidator(in_known_years)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_as_moment)]
"""An instant, handed on in UTC."""
Lines = Annotated[tuple[Annotated[Line, AfterValidator(_not_blank)], ...], Field(max_length=LIST_LENGTH)]
Money = Annotated[Decimal, BeforeValidator(lambda value: value if isinstance(value, Decimal) else _money(value))]
"""An amount in units of the installation's currency, written with at most two decimals."""
