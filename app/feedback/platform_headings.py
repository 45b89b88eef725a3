"""What the exports of platforms call things, as far as it differs from what everybody calls them.

A file is taken for a platform's when enough of that platform's own words stand in its headings. None as a meaning says
that this platform means something else by a word that elsewhere names a counter: saves and coins have no counter, and
`Date` in Meta's files says “Lifetime”.

Seen in files of the platforms or in code that reads them: Xiaohongshu (creator centre, notes), Douyin (creator centre,
works), official accounts (content analysis, sent articles), X (post analytics, and the older tweet activity), LinkedIn
(page analytics, all posts), Meta Business Suite (content). Weibo, Bilibili and the group messages of WeCom let people
choose columns or have changed them often; for those the words of their pages stand here, and what a file says otherwise
is asked for once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.feedback.meanings import KNOWN, Meaning, plain
from content_calendar.vocabulary import Platform

LEAST_OWN = 2
"""How many of its own words make a file a platform's."""


@dataclass(frozen=True, slots=True)
class Headings:
    """`own` words tell the platform; `meanings` are those that differ, by plain heading."""

    own: frozenset[str]
    meanings: Mapping[str, Meaning | None]


def _headings(own: Sequence[str], meanings: Mapping[str, Meaning | None]) -> Headings:
    return Headings(frozenset(map(plain, own)), {plain(name): meaning for name, meaning in meanings.items()})


EXPORTS: Mapping[Platform, Headings] = {
    Platform.XIAOHONGSHU: _headings(
        ("笔记标题", "首次发布时间", "人均观看时长", "涨粉", "观看量", "笔记链接", "笔记id"),
        {"笔记标题": Meaning.TITLE, "笔记链接": Meaning.URL, "涨粉": Meaning.JOINS},
    ),
    Platform.DOUYIN: _headings(
        ("作品名称", "完播率", "5s完播率", "2s跳出率", "主页访问量", "粉丝增量", "平均播放时长"),
        {"作品名称": Meaning.TEXT},
    ),
    Platform.OFFICIAL_ACCOUNT: _headings(
        ("内容标题", "发表时间", "总阅读人数", "总阅读次数", "总分享人数", "送达人数", "公众号消息阅读次数", "内容url",
         "阅读后关注人数", "首次分享率", "图文标题", "图文页阅读人数", "图文页阅读次数"),
        {
            "总阅读次数": Meaning.VIEWS, "总分享次数": Meaning.SHARES, "分享次数": Meaning.SHARES,
            "内容url": Meaning.URL, "送达阅读率": None, "图文标题": Meaning.TITLE, "图文页阅读次数": Meaning.VIEWS,
            "分享转发次数": Meaning.SHARES,
        },
    ),
    Platform.WEIBO: _headings(
        ("微博内容", "微博链接", "微博正文", "发博时间", "转评赞", "微博id"),
        {"微博内容": Meaning.TEXT, "微博正文": Meaning.TEXT, "微博链接": Meaning.URL, "发博时间": Meaning.PUBLISHED_AT,
         "微博id": Meaning.EXTERNAL_ID},
    ),
    Platform.BILIBILI: _headings(
        ("稿件标题", "视频标题", "弹幕数", "弹幕量", "硬币", "投币数", "投币量", "bv号", "bvid", "稿件链接",
         "视频链接"),
        {"稿件标题": Meaning.TITLE, "视频标题": Meaning.TITLE, "bv号": Meaning.EXTERNAL_ID, "bvid": Meaning.EXTERNAL_ID,
         "稿件链接": Meaning.URL, "视频链接": Meaning.URL, "投稿时间": Meaning.PUBLISHED_AT},
    ),
    Platform.WECOM_GROUP: _headings(
        ("群发内容", "群发时间", "已送达客户群", "送达客户群数", "已发送客户群", "消息内容", "群发名称"),
        {"群发内容": Meaning.TEXT, "消息内容": Meaning.TEXT, "群发名称": Meaning.TITLE,
         "群发时间": Meaning.PUBLISHED_AT},
    ),
    Platform.X: _headings(
        ("post text", "detail expands", "permalink clicks", "hashtag clicks", "profile visits", "bookmarks",
         "tweet id", "tweet permalink", "tweet text", "user profile clicks"),
        {"date": Meaning.PUBLISHED_AT, "time": Meaning.PUBLISHED_AT, "shares": None, "reposts": Meaning.SHARES,
         "retweets": Meaning.SHARES, "replies": Meaning.COMMENTS, "tweet id": Meaning.EXTERNAL_ID,
         "tweet permalink": Meaning.URL, "tweet text": Meaning.TEXT},
    ),
    Platform.LINKEDIN: _headings(
        ("posted by", "offsite views", "content type", "click through rate (ctr)", "campaign name", "created date",
         "post title"),
        {"post title": Meaning.TEXT, "views": None, "offsite views": None},
    ),
    Platform.FACEBOOK_GROUP: _headings(
        ("page id", "page name", "caption type", "custom labels", "funded content status", "data comment",
         "reactions, comments and shares", "is crosspost", "duration (sec)"),
        {"date": None, "title": Meaning.TITLE, "negative feedback from users: hide all": Meaning.MUTES,
         "views": Meaning.IMPRESSIONS, "reach": None, "total clicks": Meaning.CLICKS, "link clicks": None},
    ),
}


def platform_of(headings: Sequence[str]) -> Platform | None:
    """The platform whose own words stand there most often, if there are enough of them."""
    said = {plain(name) for name in headings}
    found = {platform: len(said & export.own) for platform, export in EXPORTS.items()}
    best = max(found, key=found.__getitem__)
    return best if found[best] >= LEAST_OWN else None


def meaning_of(heading: str, platform: Platform | None) -> Meaning | None:
    """What a heading means in a file of that platform; None for what is not imported."""
    name = plain(heading)
    own = EXPORTS[platform].meanings if platform is not None and platform in EXPORTS else {}
    return own[name] if name in own else KNOWN.get(name)
