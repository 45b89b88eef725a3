"""The blanks of a reply template: `{昵称}` stays in the text and is asked for when the reply is used.

A formula speaks of roles (whom, which product, until when) and gets the blank the brief declares for that role, or
else what the brief itself knows. No blank appears that is not declared, and none that is declared is forgotten.
"""

from __future__ import annotations

import re

from app.copywriter.brief import Brief
from content_calendar.vocabulary import Language

ROLES: dict[str, frozenset[str]] = {
    "nickname": frozenset({"昵称", "称呼", "名字", "姓名", "成员", "nickname", "name", "member", "first name"}),
    "product": frozenset({"产品", "产品名", "产品名称", "商品", "商品名", "product", "product name", "item"}),
    "deadline": frozenset({"截止时间", "截止日期", "答复时间", "deadline", "until", "due", "due date"}),
    "order": frozenset({"订单号", "订单", "单号", "order", "order number", "order no"}),
    "event_name": frozenset({"活动", "活动名", "活动名称", "event", "event name"}),
    "when": frozenset({"时间", "日期", "活动时间", "开始时间", "time", "date", "when"}),
    "place": frozenset({"地点", "地址", "place", "address", "venue"}),
    "link": frozenset({"链接", "入口", "网址", "link", "url"}),
    "offer": frozenset({"福利", "优惠", "权益", "礼物", "奖励", "offer", "perk", "gift", "benefit", "reward"}),
    "price": frozenset({"价格", "金额", "价钱", "price", "amount"}),
    "rival": frozenset({"竞品", "对比产品", "另一款", "other product", "competitor", "alternative"}),
    "question": frozenset({"问题", "疑问", "question", "issue"}),
}
_BRACES = re.compile(r"[{}｛｝\s]+")


def blanks(brief: Brief) -> dict[str, str]:
    """The blank of each role in braces, empty where the brief declares none."""
    declared = {name.casefold(): f"{{{name}}}" for name in _names(brief)}
    return {role: next((declared[name] for name in declared if name in names), "") for role, names in ROLES.items()}


def with_every_blank(body: str, text: str, brief: Brief) -> str:
    """`body` and a line for each declared blank that `text` does not hold yet: 订单号：{订单号}."""
    joint = "：" if brief.language is Language.ZH else ": "
    missing = [name for name in _names(brief) if f"{{{name}}}" not in text]
    return "\n".join((body, *(f"{_label(name, brief.language)}{joint}{{{name}}}" for name in missing)))


def _names(brief: Brief) -> tuple[str, ...]:
    """What the brief declares, on one line each and without braces of its own."""
    declared = brief.reply.variables if brief.reply else ()
    return tuple(dict.fromkeys(name for each in declared if (name := _BRACES.sub(" ", each).strip())))


def _label(name: str, language: Language) -> str:
    return name[:1].upper() + name[1:] if language is Language.EN else name
