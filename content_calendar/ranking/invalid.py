"""What the ranking refuses, said with cause and remedy."""

from __future__ import annotations

from math import isfinite

from content_calendar.message import Message
from content_calendar.vocabulary import Term


class RankingFault(Term):
    NOT_FINITE = (
        "not_finite",
        "「{field}」不是有效的数字，请填写 0 或正数。",
        "“{field}” is not a usable number; give zero or a positive number.",
    )
    NEGATIVE = (
        "negative",
        "「{field}」是负数（{value}），计数不能小于 0。",
        "“{field}” is negative ({value}); counts start at 0.",
    )
    NOT_WHOLE = (
        "not_whole",
        "「{field}」必须是整数，收到的是 {value}。",
        "“{field}” must be a whole number, not {value}.",
    )
    ABOVE_EXPOSURES = (
        "above_exposures",
        "「{field}」（{value}）超过曝光数（{exposures}），请核对这一行的两个数字。",
        "“{field}” ({value}) exceeds the exposures ({exposures}); check both numbers of this row.",
    )
    WEEK_CLOSED = (
        "week_closed",
        "第 {week} 周早于已结算的第 {closed} 周，不能再次结算；请结算更晚的周，或从头重建。",
        "Week {week} is before week {closed}, which is closed already; close a later week, or rebuild from the start.",
    )
    OUT_OF_RANGE = (
        "out_of_range",
        "「{field}」须在 {least} 到 {most} 之间，收到的是 {value}。",
        "“{field}” must lie between {least} and {most}, not {value}.",
    )
    DOUBLE_KEY = (
        "double_key",
        "候选内容「{key}」出现了两次，请为每个候选使用不同的标识。",
        "Candidate “{key}” stands in the list twice; give every candidate its own key.",
    )
    NO_KEY = (
        "no_key",
        "这条数据还在增长（给出了发布后的小时数），但没有内容标识；请给出标识，这样新数据才能替换旧数据。",
        "These numbers still grow (an age is given) but name no post; give its key, so that newer ones replace them.",
    )
    UNEVEN_LOG = (
        "uneven_log",
        "发送记录的各列长度不同或为空，请让结果、概率与目标概率逐条对应。",
        "Columns of the log differ in length or are empty; give reward, propensity and target for each round.",
    )
    NO_CHANCE = (
        "no_chance",
        "发送记录中有无效的结果或概率；发送概率须大于 0 且不超过 1，请去掉没有记录概率的条目。",
        "The log holds an unusable reward or chance; propensities lie in (0, 1]. Leave out rounds without one.",
    )
    NO_OVERLAP = (
        "no_overlap",
        "另一种策略不会发送这里的任何内容，无法由这些记录推断；请先以随机对照收集数据。",
        "The other policy would have sent none of this, so the log cannot tell; gather data by random control first.",
    )
    UNREADABLE = (
        "unreadable",
        "排序模型的存档无法读取（{cause}），请从反馈记录重建。",
        "The saved ranking model cannot be read ({cause}); rebuild it from the feedback ledger.",
    )


class CountField(Term):
    EXPOSURES = "exposures", "曝光数", "exposures"
    SUCCESSES = "successes", "互动数", "engagements"
    ACTS = "acts", "行动数", "actions"
    HARMS = "harms", "损害数", "harms"
    USES = "uses_28d", "28 天内使用次数", "uses in 28 days"
    WEEK = "week", "周", "week"
    EXPLORE = "explore", "探索强度", "exploration strength"
    WEIGHT = "weight", "权重", "weight"
    FLOOR = "floor", "随机对照比例", "share of the random control"
    LIMIT = "limit", "损害上限", "limit of harm"
    RISK = "risk", "可接受风险", "accepted risk"
    DRIFT = "drift", "每周变化比例", "share that changes in a week"
    AGE = "age_hours", "发布后的小时数", "hours since publication"
    OVERDISPERSION = "overdispersion", "离散度", "overdispersion"
    DIMENSION = "dimension", "完整协方差维度", "dimension of the full covariance"
    DRAWS = "draws", "抽样次数", "draws"


class RankingInvalid(ValueError):
    """A number or a saved model that cannot be used; `message` tells the user which and what to do."""

    def __init__(self, fault: RankingFault, **params: object) -> None:
        self.message = Message(fault, params)
        super().__init__(self.message.text("en"))


def whole_number(field: CountField, value: object) -> int:
    """`value` as an int of at least 0. Raises RankingInvalid for anything else, NaN and fractions included."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise RankingInvalid(RankingFault.NOT_FINITE, field=field, value=value)
    if value != int(value):
        raise RankingInvalid(RankingFault.NOT_WHOLE, field=field, value=value)
    if value < 0:
        raise RankingInvalid(RankingFault.NEGATIVE, field=field, value=value)
    return int(value)


def within(field: CountField, value: float, least: float, most: float) -> float:
    """`value` when least <= value <= most. Raises RankingInvalid otherwise, for NaN too."""
    if not least <= value <= most:
        raise RankingInvalid(RankingFault.OUT_OF_RANGE, field=field, value=value, least=least, most=most)
    return value
