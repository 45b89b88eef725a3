"""Private data in a message, replaced by what kind it is before the message goes anywhere: 打给[电话1].

Rather too much is hidden than too little: every number of seven digits or more goes, and a mask can be taken off
again, so what is hidden needlessly costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content_calendar.replies.grams import plain
from content_calendar.replies.numbers import is_bank_card, is_telephone, looks_like_id_number
from content_calendar.replies.private_names import names
from content_calendar.replies.private_places import addresses
from content_calendar.vocabulary import Term

LONG_NUMBER = 7


class Secret(Term):
    """What is hidden; the Chinese label stands in its place."""

    TELEPHONE = "telephone", "电话", "Telephone number"
    ID_NUMBER = "id_number", "证件号", "ID number"
    BANK_CARD = "bank_card", "银行卡", "Bank card"
    EMAIL = "email", "邮箱", "Email address"
    ADDRESS = "address", "地址", "Address"
    ACCOUNT = "account", "账号", "WeChat or QQ account"
    ORDER = "order", "单号", "Order or other long number"
    PLATE = "plate", "车牌", "Number plate"
    NAME = "name", "姓名", "Name"


@dataclass(frozen=True, slots=True)
class Masked:
    """`secrets` has what stood in place of each mask; it must not leave with the text."""

    text: str
    kinds: frozenset[Secret]
    secrets: Mapping[str, str]


Span = tuple[int, int, Secret]

_DIGITS = str.maketrans(
    "零〇洞一二三四五六七八九幺两拐勾壹贰叁肆伍陆柒捌玖❶❷❸❹❺❻❼❽❾⓿➊➋➌➍➎➏➐➑➒⒈⒉⒊⒋⒌⒍⒎⒏⒐⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "00012345678912791234567891234567890123456789123456789123456789",
)
_LETTERS = str.maketrans("oil", "011")
_LOOKS_LIKE_DIGITS = re.compile(r"(?<![a-z])(?=[oil]{0,9}\d)[\doil]{2,}(?![a-z])")
"""l38 OO13 8OOO: letters in the place of digits, beside digits and no other letters."""
# What people put between digits: blanks, strokes, dots, brackets, invisible characters, the rests of keycap emoji.
_BETWEEN = r"[ \t\u00a0\u3000\-‐-―－.·•・_/()（）\u200b-\u200f\u2060\ufeff\ufe0f\u20e3]{0,5}"
# Whatever stands between the usual parts of a mobile, ID or card number, a new line too: 138,1234,5678.
_SPREAD = re.compile(
    r"(?<!\d)(?:1[3-9]\d\D{1,4}\d{4}\D{1,4}\d{4}|1\D{1,2}[3-9](?:\D{1,2}\d){9}"
    r"|\d{6}\D{1,4}(?:19|20)\d{2}\D{0,4}\d{4}\D{0,4}\d{3}[\dx]|\d{4}(?:\D{1,3}\d{4}){3}(?:\D{1,3}\d{1,3})?)(?!\d)"
)
_NUMBER = re.compile(rf"(?:\+{_BETWEEN})?(?<!\d)\d(?:{_BETWEEN}\d){{{LONG_NUMBER - 1},}}(?:{_BETWEEN}x(?![a-z]))?")
_EMAIL = re.compile(
    r"[a-z0-9._%+\-]{1,64}\s{1,2}at\s{1,2}[a-z0-9\-]{1,63}(?:\s{1,2}dot\s{1,2}[a-z0-9\-]{2,63}){1,4}"
    r"|[a-z0-9._%+\-]{1,64}\s{0,2}(?:@|\(at\)|\[at\]|艾特)\s{0,2}[a-z0-9\-]{1,63}(?:\s?[.。]\s?[a-z0-9\-]{2,63}){1,4}"
)
_IS = r"[\s:：#=是为叫我群号码idno.]{0,8}"
_ACCOUNT = re.compile(
    r"wxid_[a-z0-9_\-]{4,40}"
    rf"|(?:微信|威信|薇信|v信|wechat|weixin|(?<![a-z])(?:wx|vx|v)(?![a-z])|qq|扣扣|企鹅号|支付宝|抖音号|小红书号){_IS}"
    r"(?P<named>[a-z0-9][a-z0-9_\-.@]{4,39})"
    rf"|(?:验证码|校验码|密码|口令|password|passcode){_IS}(?P<code>[a-z0-9][^\s\u3000-\uffef]{{3,39}})"
)
_ORDER = re.compile(
    r"(?:订单|单号|运单|快递单|流水号?|编号|会员号|卡号|账号|取件码|tracking|order)"
    r"(?:\s?(?:号码?|编号|no\.?|number|id|#))?[\s:：#=是为]{0,4}(?P<named>[a-z0-9][a-z0-9\-]{3,39})"
    r"|(?<![a-z0-9])(?P<code>[a-z]{1,5}\-?\d{6,30}[a-z]{0,3})(?![a-z0-9])"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][a-z][\s·•.\-]?"
    r"[a-hj-np-z0-9]{4,5}[a-hj-np-z0-9挂学警港澳](?![a-z0-9])"
)
_TOKEN = re.compile(rf"\[(?:{'|'.join(kind.zh for kind in Secret)})\d+\]")


def mask(text: str) -> Masked:
    """`text` with every secret replaced; the same secret always by the same mask, so that a reader can follow."""
    masks: dict[tuple[Secret, str], str] = {}
    taken = set(_TOKEN.findall(text))
    parts, at = [], 0
    for start, end, kind in _apart(_secrets(text)):
        hidden = text[start:end]
        if (kind, hidden) not in masks:
            masks[kind, hidden] = _free(kind, taken)
        parts += [text[at:start], masks[kind, hidden]]
        at = end
    secrets = {mask: hidden for (_, hidden), mask in masks.items()}
    return Masked("".join([*parts, text[at:]]), frozenset(kind for kind, _ in masks), MappingProxyType(secrets))


def restore(text: str, masked: Masked) -> str:
    """`text`, such as an answer to the masked message, with the secrets back in place; unknown masks stay."""
    return _TOKEN.sub(lambda match: masked.secrets.get(match.group(), match.group()), text)


def _free(kind: Secret, taken: set[str]) -> str:
    """The next mask of this kind that the text does not have by itself."""
    number = 1
    while (mask := f"[{kind.zh}{number}]") in taken:
        number += 1
    taken.add(mask)
    return mask


def _secrets(text: str) -> Iterator[Span]:
    searched = plain(text)
    counted = _LOOKS_LIKE_DIGITS.sub(lambda match: match.group().translate(_LETTERS), searched.translate(_DIGITS))
    yield from _named(_ACCOUNT, searched, Secret.ACCOUNT)
    for match in _NUMBER.finditer(counted):
        yield match.start(), match.end(), _number_kind(match.group())
    for match in _SPREAD.finditer(counted):
        yield match.start(), match.end(), _number_kind(match.group())
    for pattern, kind in ((_EMAIL, Secret.EMAIL), (_PLATE, Secret.PLATE)):
        yield from ((match.start(), match.end(), kind) for match in pattern.finditer(searched))
    yield from (span for span in _named(_ORDER, searched, Secret.ORDER) if _has_digit(searched[span[0] : span[1]]))
    yield from ((start, end, Secret.ADDRESS) for start, end in addresses(searched))
    yield from ((start, end, Secret.NAME) for start, end in names(searched))


def _named(pattern: re.Pattern[str], text: str, kind: Secret) -> Iterator[Span]:
    """Only what follows the word that announces it, where there is one."""
    for match in pattern.finditer(text):
        groups = [name for name, value in match.groupdict().items() if value]
        start, end = match.span(groups[0] if groups else 0)
        yield start, end, kind


def _number_kind(written: str) -> Secret:
    digits = "".join(character for character in written if character.isdigit() or character == "x")
    if looks_like_id_number(digits):
        return Secret.ID_NUMBER
    if is_telephone(digits) or written.startswith("+"):
        return Secret.TELEPHONE
    return Secret.BANK_CARD if is_bank_card(digits) else Secret.ORDER


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in their order, those that overlap made one of the longest one's kind."""
    joined: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if joined and start < joined[-1][1]:
            first, last, before = joined[-1]
            joined[-1] = (first, max(last, end), before if last - first >= end - start else kind)
        else:
            joined.append((start, end, kind))
    return joined
