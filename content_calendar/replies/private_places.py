"""Where a message says where somebody lives."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = r"\u4e00-\u9fff"
_NUMERALS = "0-9a-z一二三四五六七八九十百"
_AREA = "省|自治区|自治州|自治县|地区|街道|市|区|县|旗|盟|州|镇|乡|村"
_ROAD = "大道|路|街|胡同|巷|弄|里|道"
_HOUSE = "小区|花园|公寓|大厦|大楼|新村|家园|广场|苑|府|城|园|庄|宿舍|学校|大学|中心|驿站"
_NUMBERED = "号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|户|组|队|门|期"
_BREAK = r"[\s,，、\-]{0,2}"
_COUNT = rf"[甲乙丙丁附]?[{_NUMERALS}\-]{{1,8}}\s?(?:{_NUMBERED})"
_STEP = (
    rf"(?:{_COUNT})"
    rf"|(?:[{_HAN}a-z0-9]{{1,10}}?(?:{_AREA}|{_ROAD}|{_HOUSE}))"
)
_ADDRESS = re.compile(rf"(?:(?:{_STEP}){_BREAK})+(?:[0-9a-z][0-9a-z\-]{{0,11}}(?:\s{{1,2}}{_COUNT}){{0,4}})?")
_NUMBER_STEP = re.compile(
    rf"[{_NUMERALS}\-]{{1,8}}\s?(?:{_NUMBERED})|(?<![省\d])[0-9]{{2,5}}$|\d+\-\d+|[{_HAN}](?:大道|路|街|胡同|巷)\s?\d$"
)
_NAME_STEP = re.compile(rf"[{_HAN}](?:{_AREA}|{_ROAD}|{_HOUSE})")
_LEAD = re.compile(r"^.{0,8}?(?:住在|寄到|寄往|送到|发到|地址是|改成|改为|我在)(?=.{4})")
_MANY_NAMES = 3
_ENGLISH = re.compile(
    r"\b\d{1,5}[a-z]?,?\s+(?:[a-z'.]+\s+){1,4}(?:road|rd|street|st|avenue|ave|lane|boulevard|blvd)\b\.?"
    r"|\b(?:room|rm|apt|apartment|suite|building|bldg)\.?\s?#?\d{1,5}[a-z]?\b"
)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Runs of places that end in a number, or name three places, in a plain text; what leads to them is left."""
    for match in _ADDRESS.finditer(text):
        found = match.group()
        lead = _LEAD.match(found)
        start = match.start() + (lead.end() if lead else 0)
        names_, numbers = _NAME_STEP.findall(found), _NUMBER_STEP.findall(found.rstrip(" ,，、-"))
        if (names_ and numbers) or len(names_) >= _MANY_NAMES:
            yield start, match.end() - (len(found) - len(found.rstrip(" \t\n,，、-")))
    yield from (match.span() for match in _ENGLISH.finditer(text))
