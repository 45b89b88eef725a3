"""What every export target is: a versioned description, a dry run and a writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.files import UNCAPPED, Caps, ExportFile, by_channel, cut
from content_calendar.exporters.finding import Check, RowFinding, refused
from content_calendar.exporters.layout import Layout, Sheet
from content_calendar.exporters.table.fields import Style
from content_calendar.exporters.target import Target
from content_calendar.exporters.template import Template
from content_calendar.message import Message
from content_calendar.vocabulary import Term

__all__ = [
    "Caps", "Check", "Clock", "ExportFile", "Layout", "Profile", "RowFinding", "Sheet", "Standing", "Style", "Target",
    "Template", "TemplateNeeded", "refused",
]  # fmt: skip


class Clock(Term):
    """Which clock a file's times stand on, as a reader should know before using it."""

    UTC = "utc", "世界协调时（UTC）", "UTC"
    OFFSET = "offset", "社群所在时区，带时差", "The community's time with its offset from UTC"
    CALENDAR = "calendar", "导入所到日历的时区，文件中不写时区", "The zone of the calendar it is imported into"
    WORKSPACE = "workspace", "该工具工作区的时区，文件中不写时区", "The zone of the tool's workspace"

    @property
    def is_local(self) -> bool:
        """Whether the file names no zone, so that the receiving side must be set to the right one."""
        return self in {Clock.CALENDAR, Clock.WORKSPACE}


class Standing(Term):
    """How far a profile's facts can be relied on."""

    VERIFIED = "verified", "格式已核对", "Format verified"
    UNVERIFIED = (
        "unverified",
        "格式未经核对，请先用一行试导入，或上传该工具现行的模板",
        "Format not verified: try it with one row first, or upload the tool's current template",
    )
    TEMPLATE_ONLY = (
        "template_only",
        "列名常变，请上传该工具现行的模板，按列名填写",
        "Its columns drift: upload the tool's current template, which is filled in by column names",
    )


class TemplateNeeded(Exception):
    """This target has no layout of its own; a person uploads the tool's template first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One file target: its facts, the checks of its dry run and its layout.

    `version` grows when the format changes; `verified_on` is the day `source` was last compared with the target,
    None when its facts are weak. `layout` is None for a target that only a template can describe. `style` says how
    a template's cells are written, None where the format is stable and nobody needs one. `one_channel` is for tools
    that ask for the account once per file, `carries_withdrawals` for formats that can say "cancelled". `notes` tell
    a person what to do in the tool, whatever the rows.
    """

    target: Target
    version: int
    verified_on: date | None
    source: str
    media_type: str
    extension: str
    clock: Clock
    checks: tuple[Check, ...]
    layout: Layout | None
    encoding: str = "utf-8"
    caps: Caps = UNCAPPED
    one_channel: bool = False
    carries_withdrawals: bool = False
    style: Style | None = None
    notes: tuple[Message, ...] = ()

    @property
    def key(self) -> str:
        """The identifier used in URLs, files and the ledger."""
        return self.target.value

    @property
    def template_mode(self) -> bool:
        """Whether a tool's own template may be uploaded and filled."""
        return self.style is not None

    @property
    def needs_template(self) -> bool:
        """Whether nothing can be written without one."""
        return self.layout is None

    @property
    def standing(self) -> Standing:
        """How far its facts can be relied on."""
        if self.needs_template:
            return Standing.TEMPLATE_ONLY
        return Standing.UNVERIFIED if self.verified_on is None else Standing.VERIFIED

    def label(self, language: str) -> str:
        """The target's name for a reader of `language`."""
        return self.target.label(language)

    def check(self, entries: Sequence[Entry], now: datetime) -> tuple[RowFinding, ...]:
        """The dry run: every finding about `entries` as seen at `now` (aware), check by check."""
        return tuple(finding for check in self.checks for finding in check(entries, now))

    def render(self, entries: Iterable[Entry], sheet: Sheet) -> Iterator[bytes]:
        """All of `entries` as one file, in pieces and in their order, whatever the caps.

        Refused entries must have been left out before. Raises TemplateNeeded.
        """
        return self._layout(None).render(entries, sheet)

    def files(self, entries: Iterable[Entry], sheet: Sheet, template: Template | None = None) -> Iterator[ExportFile]:
        """The files a person uploads, split by channel and at the caps; in the form of `template` when there is one.

        Refused entries must have been left out before. Raises TemplateNeeded.
        """
        layout = self._layout(template)
        channels = by_channel(entries) if self.one_channel else {"": entries}
        return cut(channels, layout, sheet, self.caps, stem=self.key, extension=self.extension)

    def _layout(self, template: Template | None) -> Layout:
        if template is not None and self.style is not None:
            return template.layout(self.style)
        if self.layout is None:
            raise TemplateNeeded(self.key)
        return self.layout

