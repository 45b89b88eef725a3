"""What a prompt may ask for: the names its templates use, each with its type and meaning."""

from __future__ import annotations

from collections.abc import Mapping

from content_calendar.vocabulary import Term


class PromptInput(Term):
    """One value of a brief as prompts see it. Words from people come made harmless and cut to size."""

    COMMUNITY = (
        "community",
        "社群：name、brand、platform、purpose、rules",
        "Community: name, brand, platform, purpose, rules",
    )
    PERSONA = (
        "persona",
        "画像，对谁说：name、summary、address、static、dynamic、opinions、channels、never、needs 等",
        "Persona, who is spoken to: name, summary, address, static, dynamic, opinions, channels, never, needs and more",
    )
    VOICE = (
        "voice",
        "人设，谁在说：name、role、tone、always、never、samples",
        "Voice, who speaks: name, role, tone, always, never, samples",
    )
    VALUE = "value", "价值", "Value"
    VALUE_ID = "value_id", "价值的英文标识，用来做条件", "Identifier of the value, to choose by"
    STAGE = "stage", "阶段", "Stage"
    FORM = "form", "形式", "Form"
    FORM_ID = "form_id", "形式的英文标识，用来做条件", "Identifier of the form, to choose by"
    GOAL = "goal", "目的", "Goal"
    SCENE = "scene", "场景，没有时为空", "Scene, blank for none"
    OCCASION = "occasion", "节日、节气或节点的名字", "Name of the festival, solar term or shopping day"
    COLUMN = "column", "栏目", "Column"
    THEME = "theme", "栏目主题", "Theme of the column"
    TOPIC = "topic", "选题：title、points", "Topic: title, points"
    PRODUCT = "product", "产品：name、facts（name、value）", "Product: name, facts (name, value)"
    EVENT = (
        "event",
        "活动：name、theme、when、place、way_to_join、prizes",
        "Event: name, theme, when, place, way_to_join, prizes",
    )
    MOMENT = "moment", "发布时间", "When it goes out"
    NOTE = "note", "编辑的补充要求", "The editor's wishes"
    AVOID = "avoid", "最近说过的话", "What was said lately"
    EXAMPLES = "examples", "成员喜欢过的范例，最多三篇", "Texts that members liked, at most three"
    FORMULA = "formula", "填好的文案公式，作形式参考", "A filled offline formula, as an example of form"
    TOUCH = "touch", "七次触达中的第几次，0 为不在其中", "Which of a campaign's seven touches, 0 outside one"
    TACTIC = "tactic", "裂变手法", "Tactic"
    REPLY = "reply", "话术：scenario、member_states、variables", "Reply: scenario, member_states, variables"
    ADAPT = (
        "adapt",
        "回一条消息：message（对方写的，已隐去个人信息）、template（审核过的话术）",
        "Answering a message: message (what they wrote, private data hidden), template (the approved answer)",
    )
    REWORK = (
        "rework",
        "要改的原文：text、language、platform、findings",
        "The text to rework: text, language, platform, findings",
    )
    LIMITS = "limits", "平台的长度限制", "The platform's limits of length"
    ALLOWED_TAGS = "allowed_tags", "可用标签", "Tags to choose from"
    WANTS_HASHTAGS = "wants_hashtags", "平台是否用话题标签", "Whether the platform uses hashtags"
    SCHEMA = "schema", "回答的 JSON Schema", "JSON schema of the answer"


_OBJECTS = frozenset(
    {
        *(PromptInput.COMMUNITY, PromptInput.PERSONA, PromptInput.VOICE, PromptInput.TOPIC, PromptInput.PRODUCT),
        *(PromptInput.EVENT, PromptInput.REPLY, PromptInput.ADAPT, PromptInput.REWORK),
    }
)
_ARRAYS = frozenset({PromptInput.AVOID, PromptInput.EXAMPLES, PromptInput.LIMITS, PromptInput.ALLOWED_TAGS})
KINDS: Mapping[str, str] = {
    name.value: "object" if name in _OBJECTS else "array" if name in _ARRAYS else "string" for name in PromptInput
} | {PromptInput.TOUCH.value: "integer", PromptInput.WANTS_HASHTAGS.value: "boolean"}
"""The declared type of every input."""
