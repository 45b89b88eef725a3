"""What a column of a table may hold, and how its heading is recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.uploads.names import plain
from content_calendar.vocabulary import Term


class Field(Term):
    """The things an imported post consists of."""

    DAY = "day", "日期", "Date"
    TIME = "time", "时间", "Time"
    PERSONA = "persona", "画像", "Persona"
    COLUMN = "column", "栏目", "Column"
    TOPIC = "topic", "选题", "Topic"
    TITLE = "title", "标题", "Title"
    HOOK = "hook", "开头", "Opening line"
    BODY = "body", "正文", "Body"
    CALL_TO_ACTION = "call_to_action", "行动号召", "Call to action"
    HASHTAGS = "hashtags", "话题", "Hashtags"
    TAGS = "tags", "标签", "Tags"
    PLATFORM = "platform", "平台", "Platform"
    FORM = "form", "形式", "Form"
    VALUE = "value", "价值", "Value"
    STAGE = "stage", "阶段", "Stage"
    IMAGE_BRIEF = "image_brief", "配图说明", "Image brief"
    COMMENT_STARTER = "comment_starter", "首条评论", "First comment"


_ALIASES: dict[Field, tuple[str, ...]] = {
    Field.DAY: ("发布日期", "推送日期", "发送日期", "计划日期", "日子", "day", "publish date", "post date", "slot",
                "slot at", "排期", "date time", "datetime", "scheduled at"),
    Field.TIME: ("发布时间", "推送时间", "发送时间", "时段", "时刻", "publish time", "post time", "hour"),
    Field.PERSONA: ("人群", "用户画像", "人群画像", "目标人群", "目标用户", "受众", "群", "社群", "audience",
                    "segment"),
    Field.COLUMN: ("固定栏目", "栏目名称", "专栏", "系列", "series", "category", "pillar"),
    Field.TOPIC: ("主题", "内容主题", "选题方向", "theme", "subject", "idea"),
    Field.TITLE: ("内容标题", "题目", "名称", "headline", "name", "post title"),
    Field.HOOK: ("首句", "开场", "开头语", "引子", "hook", "opening"),
    Field.BODY: ("内容", "文案", "推文", "推送内容", "发布内容", "正文内容", "text", "copy", "caption", "content",
                 "post", "message"),
    Field.CALL_TO_ACTION: ("引导语", "行动引导", "互动引导", "引导", "cta"),
    Field.HASHTAGS: ("话题标签", "带话题", "hashtag"),
    Field.TAGS: ("内容标签", "tag", "labels"),
    Field.PLATFORM: ("渠道", "发布平台", "发布渠道", "channel", "network"),
    Field.FORM: ("内容形式", "类型", "内容类型", "形式类型", "format", "type", "post type"),
    Field.VALUE: ("内容价值", "价值类型", "value type"),
    Field.STAGE: ("运营阶段", "社群阶段", "funnel stage"),
    Field.IMAGE_BRIEF: ("配图", "图片", "图片说明", "素材", "image", "visual", "picture"),
    Field.COMMENT_STARTER: ("首评", "评论引导", "第一条评论", "comment"),
}


_KNOWN = {
    plain(name): field
    for field in Field
    for name in (field.value, field.zh, field.en, *_ALIASES[field])
}


def guess(headings: Sequence[str]) -> Mapping[Field, int]:
    """Which column holds what, by its heading; the first of two with the same meaning.

    Where there is a time and no date, moments are meant: many calendars call them 发布时间.
    """
    found: dict[Field, int] = {}
    for place, heading in enumerate(headings):
        field = _KNOWN.get(plain(heading))
        if field is not None:
            found.setdefault(field, place)
    if Field.DAY not in found and Field.TIME in found:
        found[Field.DAY] = found.pop(Field.TIME)
    return found
