"""Blanks as other tools write them, translated to ours: {昵称}, {{name}}, ${name}, [昵称] and #昵称# become {昵称}.

Square brackets also hold the emoticons of chat tools, and number signs the topics of Weibo. So those two count as
blanks only when the name is one that blanks have, or when somebody said so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from content_calendar.replies.variables import Variable, VariableKind, is_name

Meant = Mapping[str, VariableKind | None]
"""What somebody said a name is: a blank of that kind, or None for words that merely stand in brackets."""
MOST_ASKED = 60

_WRITTEN = re.compile(
    r"[{｛]{2}[ \t]{0,9}(?P<double>[^{}｛｝\n]{1,60}?)[ \t]{0,9}[}｝]{2}"
    r"|\$?[{｛][ \t]{0,9}(?P<single>[^{}｛｝\n]{1,60}?)[ \t]{0,9}[}｝]"
    r"|[\[［](?P<square>[^\[\]［］\n]{1,40})[\]］]"
    r"|[#＃](?P<hash>[^#＃\s]{1,40})[#＃]"
)
_USUAL = re.compile(
    r".{0,8}(?:昵称|称呼|姓名|名字|名称|产品名?|商品名?|型号|规格|金额|价格|原价|现价|单价|优惠价|折扣|日期|时间|几点"
    r"|链接|网址|地址|电话|手机号?|微信号?|单号|订单号?|快递公司|门店|店名|品牌名?|数量|库存|积分|等级|群名|客服|天数|人数|口令|暗号)"
    r"|(?:.{0,16}[ _\-])?(?:name|nickname|product|price|amount|date|time|deadline|link|url|order|phone|address|store)",
    re.IGNORECASE,
)
_CALLED = (
    "微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 囧 抓狂 吐 偷笑 愉快 白眼 "
    "傲慢 困 惊恐 憨笑 悠闲 咒骂 疑问 嘘 晕 衰 骷髅 敲打 再见 擦汗 抠鼻 鼓掌 坏笑 鄙视 委屈 快哭了 阴险 亲亲 "
    "可怜 笑脸 生病 脸红 破涕为笑 恐惧 失望 无语 嘿哈 捂脸 奸笑 机智 皱眉 耶 吃瓜 加油 汗 天啊 旺柴 好的 打脸 "
    "哇 翻白眼 让我看看 叹气 苦涩 裂开 嘴唇 爱心 心碎 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 合十 啤酒 咖啡 蛋糕 "
    "玫瑰 凋谢 菜刀 炸弹 便便 月亮 太阳 庆祝 礼物 红包 发 福 烟花 爆竹 猪头 跳跳 发抖 转圈 赞 心 鲜花 笑哭 "
    "害怕 比心 OK"
)
_EMOTICONS = frozenset(_CALLED.split())


def translated(text: str, meant: Meant) -> str:
    """`text` with every blank in single braces; what is none stays as it is written."""
    return _WRITTEN.sub(lambda match: _ours(match, meant), text)


def uncertain(texts: Iterable[str]) -> tuple[tuple[str, int, bool], ...]:
    """(name, how often, is taken for a blank) of what stands in square brackets or number signs, the most frequent
    first; emoticons are not asked about."""
    found = Counter(
        name for text in texts for match in _WRITTEN.finditer(text)
        if (name := (match["square"] or match["hash"] or "").strip()) and is_name(name) and name not in _EMOTICONS
    )
    return tuple((name, count, _is_usual(name)) for name, count in found.most_common(MOST_ASKED))


def kinds(variables: Iterable[Variable], meant: Meant) -> tuple[Variable, ...]:
    """The variables; of what is declared nowhere else the kind that somebody said."""
    return tuple(
        Variable(name=one.name, kind=kind) if one == Variable(name=one.name) and (kind := meant.get(one.name)) else one
        for one in variables
    )


def _ours(match: re.Match[str], meant: Meant) -> str:
    sure = match["double"] or match["single"]
    name = (sure or match["square"] or match["hash"]).strip()
    if not is_name(name):
        return match.group()
    is_blank = bool(sure) or _is_blank(name, meant)
    return f"{{{name}}}" if is_blank else match.group()


def _is_blank(name: str, meant: Meant) -> bool:
    return meant[name] is not None if name in meant else name not in _EMOTICONS and _is_usual(name)


def _is_usual(name: str) -> bool:
    return _USUAL.fullmatch(name) is not None
