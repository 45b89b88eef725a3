"""What a column of a file of numbers may hold, and the headings it goes by.

Headings are compared without spaces, underscores, and differences of width and case. What the exports of platforms call
things stands in `app.feedback.platform_headings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from content_calendar.vocabulary import Counter, Term

LONGEST = 120


class Meaning(Term):
    """The counters, what names a post, when something was, and shares of those who saw it."""

    UID = "uid", "编号", "Identifier"
    URL = "url", "链接", "Link"
    EXTERNAL_ID = "external_id", "平台上的编号", "The platform's identifier"
    TITLE = "title", "标题", "Title"
    TEXT = "text", "正文", "Text"
    PUBLISHED_AT = "published_at", "发布时间", "Published at"
    OBSERVED_AT = "observed_at", "数据时间", "Date of the numbers"
    IMPRESSIONS = Counter.IMPRESSIONS.value, Counter.IMPRESSIONS.zh, Counter.IMPRESSIONS.en
    VIEWS = Counter.VIEWS.value, Counter.VIEWS.zh, Counter.VIEWS.en
    LIKES = Counter.LIKES.value, Counter.LIKES.zh, Counter.LIKES.en
    COMMENTS = Counter.COMMENTS.value, Counter.COMMENTS.zh, Counter.COMMENTS.en
    SHARES = Counter.SHARES.value, Counter.SHARES.zh, Counter.SHARES.en
    CLICKS = Counter.CLICKS.value, Counter.CLICKS.zh, Counter.CLICKS.en
    CONVERSIONS = Counter.CONVERSIONS.value, Counter.CONVERSIONS.zh, Counter.CONVERSIONS.en
    JOINS = Counter.JOINS.value, Counter.JOINS.zh, Counter.JOINS.en
    LEAVES = Counter.LEAVES.value, Counter.LEAVES.zh, Counter.LEAVES.en
    MUTES = Counter.MUTES.value, Counter.MUTES.zh, Counter.MUTES.en
    VIEW_RATE = "view_rate", "打开率（占曝光）", "Open rate (of impressions)"
    LIKE_RATE = "like_rate", "点赞率", "Like rate"
    COMMENT_RATE = "comment_rate", "评论率", "Comment rate"
    SHARE_RATE = "share_rate", "转发率", "Share rate"
    CLICK_RATE = "click_rate", "点击率", "Click rate"
    CONVERSION_RATE = "conversion_rate", "转化率", "Conversion rate"
    ENGAGEMENT_RATE = "engagement_rate", "互动率（计入点赞）", "Engagement rate (counted as likes)"


COUNTED: Mapping[Meaning, Counter] = {Meaning(counter.value): counter for counter in Counter}
"""The columns that hold a number of a counter."""

SHARES_OF: Mapping[Meaning, Counter] = {
    Meaning.VIEW_RATE: Counter.VIEWS, Meaning.LIKE_RATE: Counter.LIKES, Meaning.COMMENT_RATE: Counter.COMMENTS,
    Meaning.SHARE_RATE: Counter.SHARES, Meaning.CLICK_RATE: Counter.CLICKS,
    Meaning.CONVERSION_RATE: Counter.CONVERSIONS, Meaning.ENGAGEMENT_RATE: Counter.LIKES,
}
"""Shares of those who saw the post (opening: of its impressions), and the counter they make."""

NAMING = (Meaning.UID, Meaning.URL, Meaning.EXTERNAL_ID, Meaning.TITLE, Meaning.TEXT)
"""What can tell which post a row is about."""

_ALIASES: dict[Meaning, tuple[str, ...]] = {
    Meaning.UID: ("内容编号", "id"),
    Meaning.URL: ("内容链接", "作品链接", "文章链接", "网址", "permalink", "post link", "post url", "link"),
    Meaning.EXTERNAL_ID: ("post id", "作品id", "笔记id", "视频id", "文章id", "external id"),
    Meaning.TITLE: ("内容标题", "作品标题", "文章标题", "内容", "post", "post title"),
    Meaning.TEXT: ("文案", "描述", "post text", "body", "description", "caption", "message"),
    Meaning.PUBLISHED_AT: ("发表时间", "发送时间", "发布日期", "首次发布时间", "slot", "排期", "publish time",
                           "published", "created date", "posted at"),
    Meaning.OBSERVED_AT: ("统计时间", "统计日期", "读取时间", "日期", "date", "read at"),
    Meaning.IMPRESSIONS: ("曝光量", "曝光数", "曝光次数", "展现", "展现量", "展示", "展示量", "展示次数", "reach"),
    Meaning.VIEWS: ("阅读量", "阅读数", "阅读次数", "浏览", "浏览量", "浏览数", "播放", "播放量", "播放数", "播放次数",
                    "观看", "观看量", "观看次数", "reads", "plays"),
    Meaning.LIKES: ("点赞数", "点赞量", "赞", "喜欢", "获赞", "reactions"),
    Meaning.COMMENTS: ("评论数", "评论量", "回复", "回复数", "留言", "留言数", "replies"),
    Meaning.SHARES: ("转发数", "转发量", "分享", "分享数", "分享量", "分享次数", "reposts", "retweets"),
    Meaning.CLICKS: ("点击数", "点击量", "点击次数", "链接点击", "link clicks", "url clicks", "total clicks"),
    Meaning.CONVERSIONS: ("转化数", "下单", "下单数", "成交", "成交数", "订单数", "orders"),
    Meaning.JOINS: ("入群数", "入群人数", "进群", "新增成员", "阅读后关注人数", "new members", "follows",
                    "new follows"),
    Meaning.LEAVES: ("退群数", "退群人数", "流失", "departures", "unfollows"),
    Meaning.MUTES: ("免打扰数", "屏蔽", "屏蔽数"),
    Meaning.VIEW_RATE: ("打开率", "封面点击率", "送达阅读率", "open rate"),
    Meaning.LIKE_RATE: (),
    Meaning.COMMENT_RATE: (),
    Meaning.SHARE_RATE: ("分享率",),
    Meaning.CLICK_RATE: ("ctr", "click through rate", "click through rate (ctr)"),
    Meaning.CONVERSION_RATE: ("成交率",),
    Meaning.ENGAGEMENT_RATE: ("互动率",),
}


def plain(name: str) -> str:
    """A heading as it is compared."""
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", name[:LONGEST])).casefold()


KNOWN: Mapping[str, Meaning] = {
    plain(name): meaning
    for meaning in Meaning
    for name in (meaning.value, meaning.zh, meaning.en, *_ALIASES[meaning])
}
"""What a heading means wherever it stands; exports of platforms use some words in their own way."""
