"""Why the planner put a post where it is, and why it left a moment free."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class ReasonCode(Term):
    COLUMN_RHYTHM = (
        "column_rhythm",
        "固定栏目「{column}」的节奏：{on} {time}",
        "The rhythm of the column “{column}”: {on} {time}",
    )
    VALUE_SHORT = (
        "value_short",
        "排到这条时，「{value}」类内容占 {actual}%，低于目标 {wanted}%",
        "{value} stood at {actual}% when this post was chosen, {wanted}% is wanted",
    )
    OCCASION_NEAR = (
        "occasion_near",
        "临近{occasion_zh}（{on}），还有 {days} 天",
        "{occasion_en} ({on}) is near; days to go: {days}",
    )
    OCCASION_TODAY = "occasion_today", "当天是{occasion_zh}", "It is {occasion_en}"
    TOPIC_FRESH = "topic_fresh", "选题「{topic}」还没有用过", "The topic “{topic}” has not been used yet"
    TOPIC_RESTED = (
        "topic_rested",
        "选题「{topic}」最久未用，已隔 {days} 天",
        "The topic “{topic}” has rested longest; days since: {days}",
    )
    TOPIC_TURN = "topic_turn", "选题库里轮到「{topic}」", "In the topic bank it is the turn of “{topic}”"


class SkipCode(Term):
    PAST = "past", "这个时间已经过去", "This moment has passed"
    PLACED = (
        "placed",
        "当天日历里已有「{column}」的内容",
        "The calendar already holds a post of “{column}” on this day",
    )
    QUIET_HOURS = (
        "quiet_hours",
        "落在免打扰时段 {quiet_from}–{quiet_until}；可调整栏目时间",
        "It falls into the quiet hours {quiet_from}–{quiet_until}; another time for the column would help",
    )
    DAILY_CAP = (
        "daily_cap",
        "当天已有 {count} 条，每日上限为 {cap}；可提高上限或换一天",
        "The day already has {count}, and {cap} is the daily cap; raise it or choose another day",
    )
    WEEKLY_CAP = (
        "weekly_cap",
        "本周已有 {count} 条，每周上限为 {cap}；可提高上限或减少栏目频次",
        "The week already has {count}, and {cap} is the weekly cap; raise it or let columns appear less often",
    )
    MIN_GAP = (
        "min_gap",
        "与 {other} 的内容相隔不足 {minutes} 分钟；可错开栏目时间",
        "It is less than {minutes} minutes from the post at {other}; move one of the columns apart",
    )
