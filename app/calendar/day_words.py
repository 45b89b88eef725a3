"""The words by which files of holidays say what a day is."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from content_calendar.vocabulary import DayKind, Term

_DAY = re.compile(r"\s*(\d{4})(?:[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})|(\d{2})(\d{2}))\s*日?(?:[\sT].*)?")
_KINDS = {
    DayKind.HOLIDAY: (
        "holiday", "publicholiday", "off", "dayoff", "true", "1", "yes", "是", "休", "休息", "放假", "假日", "节假日",
        "法定假日", "法定节假日",
    ),
    DayKind.WORKDAY: (
        "workday", "make-upworkday", "makeupworkday", "work", "false", "0", "no", "否", "班", "上班", "调休",
        "调休上班", "补班", "工作日",
    ),
    DayKind.BLACKOUT: ("blackout", "blackoutday", "禁发", "禁发日", "停发"),
    DayKind.OWN: ("own", "ownoccasion", "自有节点", "节点", "纪念日"),
}
_WORK_IN_NAME = re.compile(r"补班|上班|调班|make-?up (?:work)?day|workday|[（(\[【]班[）)\]】]|\s班$", re.IGNORECASE)
_OFF_IN_NAME = re.compile(r"放假|假期|休假|day off|[（(\[【]休[）)\]】]|\s休$", re.IGNORECASE)
_MARKS = re.compile(
    r"\s*(?:[（(\[【][休班][）)\]】]|第\s*\d+\s*天\s*/\s*共\s*\d+\s*天|\s[休班]$|补班|调休上班|上班|放假|假期)\s*"
)


class Otherwise(Term):
    """What becomes of days that say neither “off” nor “work”."""

    SKIP = "skip", "跳过", "Skip them"
    HOLIDAY = "holiday", "算法定假日", "Public holidays"
    OWN = "own", "算自有节点", "Own occasions"

    @property
    def kind(self) -> DayKind | None:
        return {Otherwise.HOLIDAY: DayKind.HOLIDAY, Otherwise.OWN: DayKind.OWN}.get(self)


@dataclass(frozen=True, slots=True)
class Raw:
    """A day as a file words it. `flaw` names what is wrong with it as a whole, `limit` the number that goes with it."""

    line: int
    on: str
    name: str
    kind: str
    flaw: str = ""
    limit: int = 0


def read_day(text: str) -> date | None:
    """A date written 2027-02-06, 2027/2/6, 2027年2月6日 or 20270206, perhaps with a time behind it."""
    found = _DAY.fullmatch(text)
    with suppress(ValueError):
        return date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])) if found else None
    return None


def kind_of(word: str, name: str) -> DayKind | None:
    """What a day is by the word beside it, else by its name; None when neither says."""
    plain = word.strip().casefold().replace(" ", "")
    told = next((kind for kind, known in _KINDS.items() if plain in known), None)
    if told or _WORK_IN_NAME.search(name):
        return told or DayKind.WORKDAY
    return DayKind.HOLIDAY if _OFF_IN_NAME.search(name) else None


def plain_name(name: str) -> str:
    """The name without the marks that say what the day is; as it was when nothing else is in it."""
    return _MARKS.sub(" ", name).strip() or name.strip()
