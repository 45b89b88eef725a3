"""A brief to write from, with texture; `brief(form=…)` changes what a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.copywriter.brief import Brief, CommunityBrief, Fact, PersonaBrief, ProductBrief, TopicBrief, VoiceBrief
from content_calendar.vocabulary import Form, Goal, Language, MemberState, Need, Platform, Stage, Value

BASE = Brief(
    language=Language.ZH,
    community=CommunityBrief("暖窝妈妈群", "暖窝", Platform.WECHAT_GROUP, "让带娃的下午有人说话"),
    persona=PersonaBrief(
        name="在家带娃的妈妈",
        summary="中等收入，下午有空",
        address="姐妹们",
        static="28 到 35 岁，二线城市",
        tags=("life:在家带娃", "spend:中等"),
        needs=(Need.FRIENDS, Need.LEARNING),
        member_state=MemberState.SILENT,
    ),
    voice=VoiceBrief(
        name="小暖", role="育儿顾问", tone=("亲切",), always=("先共情",), never=("最好",), samples=("我家也这样",)
    ),
    value=Value.LEARNING,
    stage=Stage.INTERACTION,
    form=Form.QUESTION,
    goal=Goal.ACTIVATE,
    seed=7,
    slot_at=datetime(2026, 6, 17, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
    topic=TopicBrief("午睡", ("固定的信号比讲道理管用",)),
    product=ProductBrief("绵柔湿巾", (Fact("规格", "80 抽 × 3 包"),)),
    avoid=("昨天聊过辅食",),
)


def brief(**changes: Any) -> Brief:
    return replace(BASE, **changes)
