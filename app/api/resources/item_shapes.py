"""Items, their texts and what the checks say of them, as they come in and go out."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from app.api.resources.sent_fields import Link, SentMoment, left_out
from app.api.shapes import N_, RowId, Sent, Shown
from app.core.text_fields import Lines, ShortLine
from content_calendar.copy_rules.finding import CopyField
from content_calendar.severity import Severity
from content_calendar.vocabulary import ContentKind, Form, Language, Platform, Stage, Value, WriterKind
from content_calendar.workflow import Action, State


class ItemListed(Shown):
    """An item in a list."""

    id: int = Field(examples=[42])
    kind: ContentKind
    state: State
    persona_id: int = Field(examples=[1])
    column_id: int | None = Field(examples=[7])
    platform: Platform
    language: Language
    value: Value
    stage: Stage
    form: Form
    slot_at: datetime | None = Field(description=N_("When it shall go out, in UTC."), examples=["2027-03-01T01:30:00Z"])
    title: str = Field(
        description=N_("Title or first line of the present text."), examples=["断奶这件事，先别急着定日子"]
    )
    updated_at: datetime = Field(examples=["2027-02-20T08:00:00Z"])
    version: int = Field(examples=[5])


class CopyShown(Shown):
    """The words of one version."""

    title: str = Field(examples=["断奶小课"])
    hook: str = Field(description=N_("The opening line."), examples=["断奶这件事，先别急着定日子"])
    body: str = Field(examples=["每天少一顿，一周看一次状态。"])
    call_to_action: str = Field(examples=["你家现在减到第几顿了？"])
    hashtags: tuple[str, ...] = Field(examples=[["断奶"]])
    tags: tuple[str, ...] = Field(examples=[["阶段:断奶"]])
    image_brief: str = Field(examples=["餐椅上的学饮杯"])
    comment_starter: str = Field(examples=["先说说你家几个月开始的"])
    media: tuple[str, ...] = Field(examples=[["https://example.com/cup.jpg"]])


class RevisionShown(Shown):
    """One version of a text; it never changes."""

    id: int = Field(examples=[310])
    number: int = Field(examples=[2])
    writer: WriterKind
    author_id: int | None = Field(examples=[2])
    created_at: datetime = Field(examples=["2027-02-20T08:00:00Z"])
    edit_distance: int | None = Field(
        description=N_("Characters a person changed since the version before."), examples=[12]
    )
    words: CopyShown


class FindingShown(Shown):
    """What a check says about a place in the text."""

    severity: Severity
    code: str = Field(examples=["too_long"])
    field: CopyField
    start: int = Field(description=N_("Where it begins in the field, in characters."), examples=[0])
    end: int = Field(examples=[12])
    detail: str = Field(description=N_("Cause and remedy, in the language of Accept-Language."), examples=["开头太长"])


class ItemShown(ItemListed):
    """An item with its present text, what the checks say of it and what may be done to it."""

    uid: str = Field(description=N_("Names the item outside, in files and feedback."), examples=["9f2c6f0e4e3b4f53"])
    voice_id: int | None = Field(examples=[1])
    product_id: int | None = Field(examples=[1])
    event_id: int | None = Field(examples=[None])
    campaign_id: int | None = Field(examples=[None])
    topic_title: str = Field(examples=["断奶"])
    topic_points: tuple[str, ...] = Field(examples=[["每天少一顿"]])
    is_pinned: bool = Field(description=N_("Whether a person placed it, so that no plan moves it."))
    revision: RevisionShown | None
    fingerprint: str | None = Field(
        description=N_("Hash of words, slot, platform and persona: what an approval binds to."), examples=["3f7a…"]
    )
    is_approved: bool = Field(description=N_("Whether exactly these words at this slot are approved."))
    approved_at: datetime | None = Field(examples=["2027-02-21T09:00:00Z"])
    approved_by_id: int | None = Field(examples=[3])
    published_at: datetime | None = Field(examples=[None])
    published_url: str = Field(examples=[""])
    findings: tuple[FindingShown, ...]
    actions: tuple[Action, ...] = Field(description=N_("What your role may do in its present state."))


class ItemEdit(Sent):
    """What shall change of an item; what is left out stays. A slot alone is a move; the rest only while no text is
    being written, reviewed or used.
    """

    slot_at: SentMoment = Field(
        default_factory=left_out, description=N_("With its offset from UTC."), examples=["2027-03-01T09:30:00+08:00"]
    )
    persona_id: RowId = Field(default_factory=left_out, examples=[1])
    column_id: RowId | None = Field(default_factory=left_out, examples=[7])
    value: Value = Field(default_factory=left_out)
    stage: Stage = Field(default_factory=left_out)
    form: Form = Field(default_factory=left_out)
    voice_id: RowId | None = Field(default_factory=left_out, examples=[1])
    product_id: RowId | None = Field(default_factory=left_out, examples=[1])
    event_id: RowId | None = Field(default_factory=left_out, examples=[None])
    topic_title: ShortLine = Field(default_factory=left_out, examples=["断奶"])
    topic_points: Lines = Field(default_factory=left_out, examples=[["每天少一顿"]])


class ItemNew(ItemEdit):
    """A new post. A column brings its own value, stage, form, voice and product; without one the first three are
    needed.
    """

    slot_at: SentMoment = Field(description=N_("With its offset from UTC."), examples=["2027-03-01T09:30:00+08:00"])
    persona_id: RowId = Field(examples=[1])


class Placed(Shown):
    """An item in its place, and what speaks against that."""

    item: ItemShown
    version: int = Field(examples=[5])
    notes: tuple[str, ...] = Field(
        description=N_("Quiet hours, caps and clashes at this time."), examples=[["两条内容之间不足 120 分钟"]]
    )


class Publication(Sent):
    """That members have seen it."""

    url: Link = Field("", description=N_("Where it can be seen."), examples=["https://example.com/p/1"])
    at: SentMoment | None = Field(
        None, description=N_("When it went out; now when it is left out."), examples=["2027-03-01T01:30:00Z"]
    )
