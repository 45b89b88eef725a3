"""How other libraries call scenarios and member states."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.uploads.names import plain
from content_calendar.replies.recognising import read
from content_calendar.vocabulary import MemberState, Scenario

SURE = 0.5
"""The share of the evidence a scenario needs to be recognised in the words of a reply."""
_BETWEEN = re.compile(r"[,，、;；/|\n]+")
_S, _M = Scenario, MemberState

_SCENARIOS: Mapping[Scenario, tuple[str, ...]] = {
    _S.WELCOME: ("欢迎", "欢迎语", "新人欢迎", "进群欢迎", "入群", "加好友", "打招呼", "开场白", "问候", "greeting"),
    _S.RULES: ("群规", "群公告", "违规提醒", "广告提醒", "community rules", "moderation"),
    _S.ONBOARDING: ("新人引导", "引导", "新手指南", "使用教程", "入门", "getting started", "how to"),
    _S.PRODUCT_QA: (
        "产品咨询", "产品介绍", "商品咨询", "答疑", "常见问题", "使用咨询", "咨询", "faq", "product",
        "questions",
    ),
    _S.PRICE: (
        "价格", "议价", "砍价", "嫌贵", "太贵", "价格问题", "价格咨询", "优惠咨询", "异议处理", "price",
        "pricing", "discount",
    ),
    _S.COMPARE: ("竞品", "对比", "同行对比", "竞品问题", "competitor", "competitors", "compare"),
    _S.AFTER_SALES: (
        "售后服务", "售后问题", "退换货", "退货", "退款", "物流", "快递", "发货", "维修", "after sales",
        "returns", "refund", "shipping", "support",
    ),
    _S.COMPLAINT: ("投诉", "客诉", "投诉处理", "安抚", "差评", "道歉", "complaints", "apology"),
    _S.ORDER_NUDGE: (
        "催单", "催付", "催拍", "促单", "逼单", "下单", "成交", "未付款", "order", "checkout",
        "closing the sale",
    ),
    _S.EVENT_SIGNUP: (
        "报名", "活动", "活动通知", "活动邀约", "活动咨询", "signup", "event", "events", "registration",
    ),
    _S.WAKE_UP: ("唤醒", "激活", "沉默激活", "老客唤醒", "召回", "促活", "win back", "reactivation"),
    _S.LOYAL_OFFER: ("老客", "老客户", "会员专享", "会员福利", "复购", "vip", "loyalty", "repeat purchase"),
    _S.REFERRAL_INVITE: ("裂变", "转介绍", "老带新", "邀请好友", "分享", "referral", "invite"),
    _S.EVENT_FOLLOWUP: ("回访", "售后回访", "跟进", "活动跟进", "follow up", "feedback"),
    _S.CLOSING: ("结束", "告别", "再见", "收尾", "感谢", "goodbye", "closing"),
}
_STATES: Mapping[MemberState, tuple[str, ...]] = {
    _M.NEWCOMER: (
        "新客", "新客户", "新用户", "新成员", "新手", "潜在客户", "意向客户", "首次", "new", "lead", "prospect",
    ),
    _M.ACTIVE: ("活跃客户", "活跃用户", "活跃成员", "互动", "engaged"),
    _M.SILENT: ("沉默客户", "沉默用户", "沉睡", "沉睡客户", "潜水", "不活跃", "inactive", "dormant"),
    _M.LOYAL: ("老客", "老客户", "老用户", "老顾客", "会员", "忠实客户", "复购客户", "vip", "regular", "returning"),
    _M.CHURNING: ("流失", "流失客户", "即将流失", "要退群", "at risk", "lost"),
    _M.COMPLAINING: ("投诉", "投诉客户", "不满", "生气", "有情绪", "unhappy", "angry", "complaint"),
}
_EVERYBODY = ("全部", "所有", "所有人", "通用", "不限", "任何", "任意", "anyone", "all", "any", "everyone")
_ANYONE = frozenset(map(plain, _EVERYBODY))

_SCENARIO_NAMES = {
    **{plain(name): term for term, names in _SCENARIOS.items() for name in names},
    **{plain(name): term for term in Scenario for name in (term.value, term.zh, term.en)},
}
_STATE_NAMES = {
    **{plain(name): term for term, names in _STATES.items() for name in names},
    **{plain(name): term for term in MemberState for name in (term.value, term.zh, term.en)},
}


def scenario_called(name: str, said: Mapping[str, Scenario]) -> Scenario | None:
    """The scenario somebody said this name means, or the one it is known to mean; None when nobody knows."""
    return said.get(plain(name)) or _SCENARIO_NAMES.get(plain(_last_of_path(name)))


def states_called(cell: str, said: Mapping[str, MemberState | None]) -> tuple[tuple[MemberState, ...], tuple[str, ...]]:
    """The states named in a cell, and the names nobody knows. Names for everybody add no state."""
    states, unknown = [], []
    for name in names_in(cell):
        if plain(name) in said:
            states.append(said[plain(name)])
        elif plain(name) in _STATE_NAMES:
            states.append(_STATE_NAMES[plain(name)])
        elif plain(name) not in _ANYONE:
            unknown.append(name)
    named = set(states)
    return () if None in named else tuple(state for state in MemberState if state in named), tuple(unknown)


def names_in(cell: str) -> tuple[str, ...]:
    """The names a cell lists, each once."""
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(cell) if name.strip()))


def scenario_in(title: str, words: str) -> Scenario | None:
    """The scenario a reply is recognised by, first by its name, then by its words; None when it may be several."""
    for text in filter(None, (title, words)):
        if named := _SCENARIO_NAMES.get(plain(text)):
            return named
        reading = read(text)
        if reading.found and reading.scenario and reading.shares[reading.scenario] >= SURE:
            return reading.scenario
    return None


def _last_of_path(name: str) -> str:
    """Tools write nested groups as a path: 售后/退换货, 售后 > 退换货; the last known part counts."""
    parts = [part for part in re.split(r"[/>＞\\|]|--+", name) if part.strip()]
    return next((part for part in reversed(parts) if plain(part) in _SCENARIO_NAMES), name)
