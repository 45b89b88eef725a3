"""Posts as targets see them, one after the other and never all at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.vocabulary import Form, Language, Platform, Stage, Value

_FIRST = datetime(2027, 1, 1, 2, tzinfo=UTC)
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TOPICS = ("断奶", "辅食", "夜醒", "出牙", "绘本", "午睡", "湿疹", "添水", "学爬", "洗澡")
_BODY = (
    "先看孩子的状态，再决定快一点还是慢一点；家里有两样东西就够用：一只小碗，一块干净的布。\n"
    "记三天，回头看看，群里一起对一对👶。"
)


def entries(count: int) -> Iterator[Entry]:
    """`count` approved posts of about 150 characters, an hour apart."""
    values, forms, stages = list(Value), list(Form), list(Stage)
    for number in range(count):
        topic, slot = _TOPICS[number % len(_TOPICS)], _FIRST + timedelta(hours=number)
        yield Entry(
            uid=f"{number:032x}@qunbi", sequence=number % 5, status=EntryStatus.CONFIRMED,
            updated_at=slot - timedelta(days=3), slot_at=slot, zone=_SHANGHAI, community="豆荚屋·同城妈妈会员群",
            persona="职场新手妈妈", platform=Platform.WECHAT_GROUP, title=f"{topic}小记 {number}",
            text=f"{topic}这件事，第 {number} 位妈妈是这样做的。\n{_BODY}\n你家怎么做？\n#{topic} #妈妈互助",
            language=Language.ZH, value=values[number % len(values)], stage=stages[number % len(stages)],
            form=forms[number % len(forms)], column="周三晚八点·妈妈问答", hashtags=(topic, "妈妈互助"),
            tags=("life:在家带娃", f"topic:{topic}"), image_brief="一只小碗和一块布，窗边的光。",
            comment_starter="我家试了两周，说说经过。", fingerprint=f"{number:064x}",
        )
