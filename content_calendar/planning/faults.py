"""What can be wrong with a rule or a range of days, said with its cause and its remedy."""

from __future__ import annotations

from content_calendar.message import Message
from content_calendar.vocabulary import Term

MAX_RULE_LENGTH = 1000
MAX_RANGE_DAYS = 400
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SHOWN = 40
_TYPED = ("part", "value")


class RuleFault(Term):
    EMPTY = "empty", "请填写重复规则，例如 FREQ=WEEKLY;BYDAY=MO,TH", "Enter a rule, for example FREQ=WEEKLY;BYDAY=MO,TH"
    TOO_LONG = (
        "too_long",
        "规则有 {length} 个字符，最多 {limit} 个；请删减日期列表",
        "The rule has {length} characters, at most {limit} are read; shorten its lists",
    )
    NOT_A_PART = (
        "not_a_part",
        "“{part}”不是“名称=值”的形式；各部分用分号隔开，例如 FREQ=WEEKLY;BYDAY=MO",
        "“{part}” is not of the form NAME=VALUE; separate parts by semicolons, as in FREQ=WEEKLY;BYDAY=MO",
    )
    UNKNOWN_PART = (
        "unknown_part",
        "规则里没有“{part}”这一项；可用：{known}",
        "A rule has no part “{part}”; it may hold {known}",
    )
    REPEATED_PART = "repeated_part", "“{part}”写了两次，请只保留一次", "“{part}” stands twice; keep one"
    BAD_VALUE = (
        "bad_value",
        "{part} 不能是“{value}”；应为 {expected}",
        "{part} cannot be “{value}”; it takes {expected}",
    )
    NO_FREQUENCY = (
        "no_frequency",
        "缺少 FREQ；请写 DAILY、WEEKLY、MONTHLY 或 YEARLY，例如 FREQ=WEEKLY",
        "FREQ is missing; write DAILY, WEEKLY, MONTHLY or YEARLY, for example FREQ=WEEKLY",
    )
    SUB_DAILY = (
        "sub_daily",
        "固定栏目最多每天一次，不能用 {value}；请改为 FREQ=DAILY，一天多次请建多个栏目",
        "A column appears at most once a day, so {value} is not possible; use FREQ=DAILY and one column for each time",
    )
    TIME_OF_DAY = (
        "time_of_day",
        "规则里不写 {part}；发布时刻请填在栏目的“时间”一栏",
        "A rule has no {part}; enter the time of day in the column's own time field",
    )
    HAS_START = (
        "has_start",
        "规则里不写 {part}；起始日由栏目决定，请只保留 FREQ=… 这一行",
        "A rule has no {part}; the column says when it starts, so keep only the FREQ=… line",
    )
    UNTIL_AND_COUNT = (
        "until_and_count",
        "UNTIL（截止日）与 COUNT（次数）只能写一个",
        "UNTIL and COUNT exclude each other; keep one of them",
    )
    NEEDS = "needs", "{part} 只能与 {needed} 一起使用", "{part} works only together with {needed}"
    IMPOSSIBLE = (
        "impossible",
        "没有哪一天符合这条规则（例如 2 月 31 日）；请检查月份与日期的组合",
        "No day ever fits this rule (as with 31 February); check how its months and days combine",
    )


class RangeFault(Term):
    REVERSED = (
        "reversed",
        "结束日 {end} 早于开始日 {start}；请把两个日期对调",
        "The end, {end}, lies before the start, {start}; swap the two dates",
    )
    YEAR_OUT = (
        "year_out",
        "只能安排 {first} 至 {last} 年；请检查年份",
        "Planning covers the years {first} to {last}; check the year",
    )
    TOO_LONG = (
        "range_too_long",
        "时间范围有 {days} 天，一次最多 {limit} 天；请分几段进行",
        "The range has {days} days, at most {limit} are planned at once; split it",
    )


class SeriesFault(Term):
    NO_OCCURRENCE = (
        "no_occurrence",
        "这个栏目在 {day} 没有排期，可能刚被改动；请刷新后从列表里选",
        "The column does not come on {day}; its rhythm may just have changed: reload and choose from the list",
    )
    ON_PAUSED_DAY = (
        "on_paused_day",
        "{day} 在暂停期间内；请先恢复栏目，或换一天",
        "{day} lies in a pause; resume the column first or choose another day",
    )
    MOMENT_TAKEN = (
        "moment_taken",
        "{at} 已有这个栏目的另一次（原定 {day}）；请换一个时间",
        "At {at} the column already comes for {day}; choose another time",
    )
    TOO_MANY = (
        "too_many_changes",
        "一个栏目最多保留 {limit} 处单次改动、阶段或暂停；请撤销不需要的，或直接改整个栏目的规则",
        "A column keeps at most {limit} single changes, phases or pauses each; undo some or change its whole rule",
    )


class RuleInvalid(ValueError):
    """The text is no rule a column can follow. `message` names the cause and the remedy."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


class PlanRefused(ValueError):
    """The days to plan run backwards or are too many. `message` names the cause and the remedy."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


class SeriesRefused(ValueError):
    """A rhythm cannot be changed like that. `message` names the cause and the remedy."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


def invalid(fault: RuleFault, **params: object) -> RuleInvalid:
    """The exception for a fault; what the user typed is quoted, cut to what fits a line."""
    quoted = {name: _quoted(params[name]) for name in _TYPED if name in params}
    return RuleInvalid(Message(fault, {**params, **quoted}))


def _quoted(value: object) -> object:
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
