"""Why the planner put a post where it is, and why it left a moment free or would change what stands."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class ReasonCode(Term):
    COLUMN_RHYTHM = (
        "column_rhythm",
        "固定栏目「{column}」的节奏：{on} {time}",
        "The rhythm of the column “{column}”: {on} {time}",
    )
    COLUMN_MOVED = (
        "column_moved",
        "固定栏目「{column}」{day} 的这一次改到了 {on} {time}",
        "The column “{column}” was moved from {day} to {on} {time}",
    )
    VALUE_SHORT = (
        "value_short",
        "排到这条时，「{value}」类内容占 {actual}%，低于目标 {wanted}%",
        "{value} stood at {actual}% when this post was chosen, {wanted}% is wanted",
    )
    STAGE_SHORT = (
        "stage_short",
        "排到这条时，「{stage}」阶段占 {actual}%，低于目标 {wanted}%",
        "The stage {stage} stood at {actual}% when this post was chosen, {wanted}% is wanted",
    )
    OCCASION_NEAR = (
        "occasion_near",
        "临近{occasion_zh}（{on}），还有 {days} 天",
        "{occasion_en} ({on}) is near; days to go: {days}",
    )
    OCCASION_TODAY = "occasion_today", "当天是{occasion_zh}", "It is {occasion_en}"
    OCCASION_ALONE = (
        "occasion_alone",
        "没有栏目内容能说到{occasion_zh}，所以单独安排一条",
        "No column's post can speak of {occasion_en}, so it gets one of its own",
    )
    TOPIC_FRESH = "topic_fresh", "选题「{topic}」还没有用过", "The topic “{topic}” has not been used yet"
    TOPIC_RESTED = (
        "topic_rested",
        "选题「{topic}」最久未用，已隔 {days} 天",
        "The topic “{topic}” has rested longest; days since: {days}",
    )
    TOPIC_TURN = "topic_turn", "选题库里轮到「{topic}」", "In the topic bank it is the turn of “{topic}”"
    TOPIC_KEPT = "topic_kept", "沿用已排的选题「{topic}」", "It keeps its topic “{topic}”"
    TOUCH = (
        "touch",
        "活动「{campaign}」第 {touch} 次触达，共 {touches} 次：{step}",
        "Touch {touch} of {touches} of the campaign “{campaign}”: {step}",
    )
    TOUCH_SPACED = (
        "touch_spaced",
        "距上一次触达 {days} 天，在活动期内尽量排匀",
        "Days since the touch before: {days}; the touches are spread over the campaign",
    )
    TOUCH_LAST = "touch_last", "放在活动最后一天收口", "It closes the campaign on its last day"
    TOUCH_SHIFTED = (
        "touch_shifted",
        "{ideal} 排不下，移到最近能排的一天",
        "{ideal} has no room for it; this is the nearest day that has",
    )
    FREE_ROOM = (
        "free_room",
        "排到这条时，这一周有 {count} 条，目标是每周 {target} 条，补一条「{value}」",
        "The week had {count} of the {target} posts it aims at when this one was chosen; one of {value} is added",
    )
    BEST_HOUR = (
        "best_hour",
        "{hour} 点发的内容反馈比平均高 {lift}%（{posts} 条内容得出）",
        "Posts at {hour}:00 were met {lift}% better than the average; posts that say so: {posts}",
    )
    HOUR_SPREAD = (
        "hour_spread",
        "没有更有把握的时段，在免打扰时段之外轮流试不同的钟点",
        "No hour is known to be better here; hours outside the quiet ones take turns",
    )
    STANDS = "stands", "已在日历里，时间不变", "It stands in the calendar already and keeps its time"


class SkipCode(Term):
    PAST = "past", "这个时间已经过去", "This moment has passed"
    PLACED = (
        "placed",
        "日历里已有「{column}」这一天的内容",
        "The calendar already holds the post of “{column}” for this day",
    )
    PAUSED = "paused", "栏目「{column}」这段时间暂停", "The column “{column}” is paused"
    LEFT_OUT = "left_out", "栏目「{column}」这一次已设为跳过", "This turn of the column “{column}” is left out"
    BLACKOUT = (
        "blackout",
        "{on} 是禁发日；可在日历的日子里取消",
        "{on} is a day without posts; it can be lifted among the calendar's days",
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
    NO_HOUR = (
        "no_hour",
        "{on} 找不到既不在免打扰时段、又与其他内容隔开的钟点",
        "{on} has no hour outside the quiet ones that keeps apart from the other posts",
    )
    TOUCH_NO_DAY = (
        "touch_no_day",
        "活动「{campaign}」第 {touch} 次触达没有留给它的一天；可延长活动或减少次数",
        "No day is left for touch {touch} of “{campaign}”; a longer campaign or fewer touches would help",
    )
    OCCASION_NO_ROOM = (
        "occasion_no_room",
        "{occasion_zh}前后没有空位，也没有内容能说到它；可提高上限或挪开一条",
        "No post speaks of {occasion_en} and no day ahead of it has room; raise a cap or move a post",
    )


class ChangeCode(Term):
    """Why a plan would move or take away a post that an earlier one placed."""

    MOVED = "moved", "原定 {was}，改到 {now}", "It stood at {was} and moves to {now}"
    COLUMN_GONE = (
        "column_gone",
        "栏目已停用，或这一天不再属于它的节奏",
        "The column rests, or this day is no longer part of its rhythm",
    )
    TOUCH_GONE = (
        "touch_gone",
        "活动已改期、减少次数或不再对这个画像说",
        "The campaign has other days or fewer touches now, or no longer speaks to this persona",
    )
    OCCASION_GONE = (
        "occasion_gone",
        "这个节点不再提及，或已有别的内容说到它",
        "This occasion is not spoken of any more, or another post speaks of it",
    )
    FREE_GONE = (
        "free_gone",
        "这一周不再缺这类内容，或已到每周目标",
        "The week no longer needs a post of this kind, or has reached its target",
    )
