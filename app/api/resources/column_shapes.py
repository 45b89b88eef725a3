"""Columns as they come in and go out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from app.api.resources.sent_fields import ClockShown, SentDay, WallMomentShown, left_out
from app.api.shapes import N_, RowId, Sent, Shown
from app.communities.written_rhythm import PostPrompt
from app.core.text_fields import LIST_LENGTH, ClockTime, Lines, Name, Rule, Slug, Text
from content_calendar.vocabulary import Form, Stage, Value


class TopicShown(Shown):
    """One entry of a topic bank."""

    title: str = Field(examples=["断奶"])
    points: tuple[str, ...] = Field(examples=[["每天少一顿", "一周看一次状态"]])


class PhaseShown(Shown):
    """From a day on another rhythm."""

    start: date = Field(examples=["2027-04-01"])
    rule: str = Field(examples=["FREQ=WEEKLY;BYDAY=TU"])
    at: ClockShown = Field(examples=["20:00"])


class OverrideShown(Shown):
    """One occurrence that differs."""

    on: date = Field(examples=["2027-02-17"])
    to: WallMomentShown | None = Field(
        description=N_("Where it was moved, by the community's clocks; null when it is left out."),
        examples=["2027-02-18T10:00"],
    )


class PauseShown(Shown):
    """Days on which a column rests."""

    first: date = Field(examples=["2027-02-10"])
    last: date | None = Field(description=N_("Included; null until somebody resumes it."), examples=["2027-02-20"])


class ColumnShown(Shown):
    """A fixed column: a theme at a fixed time."""

    id: int = Field(examples=[7])
    key: str = Field(examples=["notes"])
    persona_id: int = Field(examples=[1])
    voice_id: int = Field(examples=[1])
    product_id: int | None = Field(examples=[1])
    name: str = Field(examples=["照护小课"])
    theme: str = Field(examples=["断奶和辅食"])
    value: Value
    stage: Stage
    form: Form
    prompt: str = Field(
        description=N_("Key of the prompt it is written with; empty for the one that suits."),
        examples=["posts/learning.zh"],
    )
    rule: str = Field(description=N_("When it comes, as a rule of RFC 5545."), examples=["FREQ=WEEKLY;BYDAY=MO,TH"])
    at: ClockShown = Field(description=N_("By the community's clocks."), examples=["10:00"])
    starts_on: date | None = Field(examples=["2027-01-04"])
    phases: tuple[PhaseShown, ...]
    overrides: tuple[OverrideShown, ...]
    pauses: tuple[PauseShown, ...]
    is_resting: bool = Field(description=N_("Whether it is paused today until somebody resumes it."))
    topics: tuple[TopicShown, ...]
    version: int = Field(examples=[2])


class TopicSent(Sent):
    """One entry of a topic bank."""

    title: Name = Field(examples=["断奶"])
    points: Lines = Field((), examples=[["每天少一顿", "一周看一次状态"]])


class ColumnEdit(Sent):
    """What shall change of a column; what is left out stays. Another rule, clock or first day sets its whole rhythm."""

    name: Name = Field(default_factory=left_out, examples=["照护小课"])
    key: Slug = Field(default_factory=left_out, examples=["notes"])
    persona_id: RowId = Field(default_factory=left_out, examples=[1])
    voice_id: RowId = Field(default_factory=left_out, examples=[1])
    product_id: RowId | None = Field(default_factory=left_out, examples=[1])
    theme: Text = Field(default_factory=left_out, examples=["断奶和辅食"])
    value: Value = Field(default_factory=left_out)
    stage: Stage = Field(default_factory=left_out)
    form: Form = Field(default_factory=left_out)
    prompt: PostPrompt = Field(default_factory=left_out, examples=["posts/learning.zh"])
    rule: Rule = Field(
        default_factory=left_out, description=N_("When it comes, as a rule of RFC 5545."),
        examples=["FREQ=WEEKLY;BYDAY=MO,TH"],
    )
    at: ClockTime = Field(
        default_factory=left_out, description=N_("By the community's clocks, such as 09:30."), examples=["10:00"],
        json_schema_extra={"format": "clock"},
    )
    starts_on: SentDay = Field(default_factory=left_out, examples=["2027-01-04"])
    topics: Annotated[tuple[TopicSent, ...], Field(max_length=LIST_LENGTH)] = Field(default_factory=left_out)


class ColumnNew(ColumnEdit):
    """A new column; without a key it gets one made of its name, without a first day it begins today."""

    name: Name = Field(examples=["照护小课"])
    persona_id: RowId = Field(examples=[1])
    voice_id: RowId = Field(examples=[1])
    value: Value
    stage: Stage
    form: Form
    rule: Rule = Field(
        description=N_("When it comes, as a rule of RFC 5545."), examples=["FREQ=WEEKLY;BYDAY=MO,TH"]
    )
    at: ClockTime = Field(
        description=N_("By the community's clocks, such as 09:30."), examples=["10:00"],
        json_schema_extra={"format": "clock"},
    )


class PauseAsked(Sent):
    """Which days a column rests; without any from today until it is resumed."""

    first: SentDay | None = Field(None, description=N_("Today when it is left out."), examples=["2027-02-10"])
    last: SentDay | None = Field(
        None, description=N_("Included; until somebody resumes it when it is left out."), examples=["2027-02-20"]
    )
