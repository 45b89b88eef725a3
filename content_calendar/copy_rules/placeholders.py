"""Blanks somebody forgot to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Language, Term


class PlaceholderCode(Term):
    UNFILLED = (
        "unfilled_placeholder",
        "“{text}”还没有填写。请换成真实内容再提交。",
        "“{text}” has not been filled in. Replace it with the real words.",
    )
    UNTRANSLATED = (
        "untranslated",
        "这一句还没有译。请写好译文，把方括号和标记一起去掉。",
        "This sentence has not been translated. Write it in the language of the post and take the brackets away.",
    )


TO_TRANSLATE = {Language.ZH: "[待译：", Language.EN: "[Translate: "}
"""How a sentence begins that a person has yet to write in this language; a closing bracket ends it."""


# WeChat writes emoji as [微笑], so square brackets count only around the name of a thing that varies.
_VARYING = (
    "产品|产品名|产品名称|商品|商品名|品牌|品牌名|昵称|姓名|名字|称呼|群名|社群名|链接|网址|价格|金额|数字|数量|时间|日期|"
    "截止时间|地点|地址|活动|活动名|活动名称|主题|话题|奖品|福利|城市|电话|二维码|"
    "name|your name|nickname|product|product name|brand|link|url|price|amount|number|date|time|deadline|place|"
    "event|topic|prize|city|phone|insert [^\\[\\]\n]{1,40}|your [^\\[\\]\n]{1,40}"
)
_SHAPES = (
    r"\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|\{\{|\}\}|\{%|%\}",
    r"(?P<variable>[{｛][^{}｛｝\n]{1,40}[}｝])",
    r"(?P<untranslated>[\[［](?:待译|Translate) ?[:：][^\[\]［］\n]*[\]］]?)",
    rf"[\[［](?:{_VARYING})[\]］]|[<＜](?:{_VARYING})[>＞]",
    # Bounded by letters and digits, or XXL and 0xxf would be blanks.
    r"(?<![A-Za-z0-9])(?:X{3,}|x{3,}|×{2,}|[Xx]{2}(?=[\u4e00-\u9fff]))(?![A-Za-z0-9])",
    r"(?P<line>(?<![A-Za-z0-9/_\-])_{3,}(?![A-Za-z0-9/_\-])|＿{2,})",
    r"待填写|待补充|此处填写|在此填写|(?<![A-Za-z])(?:TBD|TODO|lorem ipsum)(?![A-Za-z])",
)
# The first look rules out most characters at little cost.
_PLACEHOLDER = re.compile(rf"(?=[{{}}｛\[［<＜Xx×_＿待此在TtLl])(?:{'|'.join(_SHAPES)})", re.IGNORECASE)
_BRACES = frozenset("{}｛｝")
# A post may invite members to fill in a line; then the line is the point of it.
_INVITATION = re.compile(r"填空|接一句|接下一句|接龙|补全|补充完整|造句|fill in|finish the|complete the", re.IGNORECASE)


def check_placeholders(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Blocks every blank but the lines members are asked to fill in, and braces of reply templates."""
    invites = _INVITATION.search(copy.text()) is not None
    for field, text in published(copy):
        for match in _PLACEHOLDER.finditer(text):
            if (context.blanks and match.group()[0] in _BRACES) or (invites and match["line"]):
                continue
            code = PlaceholderCode.UNTRANSLATED if match["untranslated"] else PlaceholderCode.UNFILLED
            message = Message(code, {"text": match.group()})
            yield Finding(Severity.BLOCKING, field, match.start(), match.end(), message)
