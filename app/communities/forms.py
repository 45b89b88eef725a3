"""The forms of a community and of its personas, voices and products."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.communities.workspace_schema import WrittenCommunity, WrittenPersona, WrittenProduct, WrittenVoice
from app.communities.written_fields import (
    BlocksField,
    ChoiceField,
    ChoicesField,
    ClockField,
    DayField,
    FactsField,
    LinesField,
    LongTextField,
    MoneyField,
    NumberField,
    SharesField,
    SwitchField,
    TagsField,
    TextField,
    languages,
    terms,
)
from app.communities.written_form import WrittenForm
from content_calendar.vocabulary import (
    ApprovalMode,
    BusinessGoal,
    Circle,
    CommunityKind,
    FanType,
    Horizon,
    MemberState,
    Need,
    Platform,
    Positioning,
    Stage,
)

_CHOOSE = _l("Choose…")
_OPEN = _l("Not said")


class CommunityForm(WrittenForm):
    model = WrittenCommunity

    name = TextField(_l("Community name"))
    brand = TextField(_l("Brand"))
    purpose = LongTextField(_l("Purpose"))
    platform = ChoiceField(_l("Platform"), terms(Platform, nothing=_CHOOSE))
    kind = ChoiceField(_l("Kind of community"), terms(CommunityKind, nothing=_CHOOSE))
    goal = ChoiceField(_l("Business goal"), terms(BusinessGoal, nothing=_CHOOSE))
    founded_on = DayField(_l("Founded on"))
    horizon = ChoiceField(_l("Horizon"), terms(Horizon), default=Horizon.LONG_TERM.value)
    positioning = ChoiceField(_l("Positioning"), terms(Positioning), default=Positioning.AUDIENCE.value)
    language = ChoiceField(_l("Language"), languages)
    timezone = TextField(_l("Time zone"), default="Asia/Shanghai")
    entry_condition = LongTextField(_l("Who may join"))
    speaking_norms = LongTextField(_l("How members speak"))
    activity_rules = LongTextField(_l("Rules of activities"))
    daily_cap = NumberField(_l("At most a day"), default="2")
    weekly_cap = NumberField(_l("At most a week"), default="7")
    min_gap_minutes = NumberField(_l("Minutes between two posts"), default="120")
    quiet_from = ClockField(_l("Quiet from"))
    quiet_until = ClockField(_l("Quiet until"))
    value_shares = SharesField(_l("Shares of the five values"), default=dict.fromkeys(
        ("information", "benefit", "viewpoint", "learning", "connection"), 20
    ))
    stage_shares = SharesField(_l("Shares of the five stages"), Stage)
    weekly_target = NumberField(_l("Posts a week to aim at"), default="0")
    longest_silence_days = NumberField(_l("Days without a post at most"), default="3")
    approval_mode = ChoiceField(_l("Who approves"), terms(ApprovalMode), default=ApprovalMode.FOUR_EYES.value)
    approves_clean_replies = SwitchField(_l("Reply templates without any finding are approved by themselves"))
    keeps_member_messages = SwitchField(_l("Messages pasted at the reply desk are kept, with private data masked"))
    approve_by_hours = NumberField(_l("Hours before the slot"), default="24")
    monthly_budget = MoneyField(_l("Monthly budget"))

    def stored_value(self, name: str) -> object:
        return self.row.monthly_budget_micros if name == "monthly_budget" else super().stored_value(name)


class PersonaForm(WrittenForm):
    model = WrittenPersona

    name = TextField(_l("Persona name"))
    summary = LongTextField(_l("Who they are"))
    address = TextField(_l("How they are addressed"))
    tags = TagsField(_l("Tags"))
    needs = ChoicesField(_l("What they need"), terms(Need))
    static_facets = LongTextField(_l("Static: age, region, work, stage of life, spending power"))
    dynamic_facets = LongTextField(_l("Dynamic: what they browse, buy and complain about"))
    opinions = LongTextField(_l("Opinions about products"))
    channels = LongTextField(_l("Channels: where they look and where they buy"))
    never = LinesField(_l("Never said to them"))
    fan_type = ChoiceField(_l("Fan type"), terms(FanType, nothing=_OPEN))
    circle = ChoiceField(_l("Circle"), terms(Circle, nothing=_OPEN))
    member_state = ChoiceField(_l("Member state"), terms(MemberState, nothing=_OPEN))
    color = TextField(_l("Colour"), default="0")
    language = ChoiceField(_l("Language"), languages)


class VoiceForm(WrittenForm):
    model = WrittenVoice

    name = TextField(_l("Voice name"))
    role = TextField(_l("Their work"))
    tone = LinesField(_l("Tone words"))
    always = LinesField(_l("Always does"))
    never = LinesField(_l("Never says"))
    samples = BlocksField(_l("Sample lines"))
    language = ChoiceField(_l("Language"), languages)


class ProductForm(WrittenForm):
    model = WrittenProduct

    name = TextField(_l("Product name"))
    facts = FactsField(_l("Facts"))
