"""Exports as they come in and go out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.api.resources.sent_fields import SentDay
from app.api.shapes import N_, Asked, RowId, Sent, Shown
from app.core.i18n import words
from app.core.text_fields import Day, ZoneName
from app.exports.forms import MAX_CHOSEN
from app.exports.plans import DryRun, Row
from content_calendar.exporters.profile import Clock, Standing
from content_calendar.exporters.registry import profiles
from content_calendar.severity import Severity
from content_calendar.workflow import State

MOST_SHOWN = 500

Chosen = Annotated[tuple[RowId, ...], Field(max_length=MAX_CHOSEN)]
_TARGETS: dict[str, Any] = {"enum": [profile.key for profile in profiles()]}


class DryRunAsked(Asked):
    target: str = Field(description=N_("What the file is for."), examples=["generic_csv"], json_schema_extra=_TARGETS)
    first: Day = Field(alias="from", description=N_("First day of the slots, by the community's clocks."),
                       examples=["2027-03-01"])
    last: Day = Field(alias="to", description=N_("Last day, included; at most 366 days later."),
                      examples=["2027-03-14"])
    persona_id: RowId | None = Field(None, description=N_("Only this persona."), examples=[1])
    item_id: Chosen = Field((), description=N_("Only these items; all of the range when none is named."),
                            examples=[[42]])
    again: bool = Field(default=False, description=N_("Also what left in the same words before."))
    zone: ZoneName | None = Field(
        None, description=N_("Zone of the tool's clock for files that name none; usually the community's."),
        examples=["Asia/Shanghai"],
    )


class ExportAsked(Sent):
    """What shall leave. `digest` is that of the dry run somebody looked at."""

    target: str = Field(description=N_("What the file is for."), examples=["generic_csv"], json_schema_extra=_TARGETS)
    first: SentDay = Field(alias="from", description=N_("First day of the slots, by the community's clocks."),
                           examples=["2027-03-01"])
    last: SentDay = Field(alias="to", description=N_("Last day, included; at most 366 days later."),
                          examples=["2027-03-14"])
    persona_id: RowId | None = Field(None, description=N_("Only this persona."), examples=[1])
    item_id: Chosen = Field((), description=N_("Only these items; all of the range when none is named."),
                            examples=[[42]])
    again: bool = Field(default=False, description=N_("Also what left in the same words before."))
    zone: ZoneName | None = Field(
        None, description=N_("Zone of the tool's clock for files that name none; usually the community's."),
        examples=["Asia/Shanghai"],
    )
    digest: str | None = Field(
        None, description=N_("Refuse the export when other rows would leave than in the dry run with this digest."),
        examples=[None],
    )


class RowFindingShown(Shown):
    """What the target would say about a row."""

    severity: Severity
    code: str = Field(examples=["formula"])
    detail: str = Field(
        description=N_("Cause and remedy, in the language of Accept-Language."), examples=["单元格会被当成公式"]
    )


class RowShown(Shown):
    """One approved item of the range."""

    item_id: int = Field(examples=[42])
    slot_at: datetime = Field(examples=["2027-03-01T01:30:00Z"])
    local_slot: datetime = Field(
        description=N_("The slot on the clock the file is written in."), examples=["2027-03-01T09:30:00+08:00"]
    )
    title: str = Field(examples=["断奶这件事，先别急着定日子"])
    is_out: bool = Field(description=N_("Whether it was published already."))
    leaves: bool = Field(description=N_("Whether it would be in the file."))
    exported_before: bool = Field(description=N_("Whether the target has exactly these words at this slot."))
    replaces: bool = Field(description=N_("Whether the target has other words, or another slot."))
    findings: tuple[RowFindingShown, ...]


class DryRunShown(Shown):
    """What an export would hold. Long ones show their first rows and count all."""

    target: str = Field(examples=["generic_csv"])
    digest: str = Field(description=N_("Stands for exactly these rows leaving."), examples=["9f86d081…"])
    total: int = Field(description=N_("Rows of the range."), examples=[12])
    leaving: int = Field(description=N_("Rows that would be in the file."), examples=[10])
    waits_for_template: bool = Field(description=N_("Whether the tool's template must be uploaded first."))
    rows: tuple[RowShown, ...]
    hints: tuple[str, ...] = Field(
        description=N_("What to know about the files as a whole."), examples=[["文件中的第一个时间是 09:30"]]
    )
    withdrawn_item_ids: tuple[int, ...] = Field(
        description=N_("Items that left before and are approved no more: they are taken back."), examples=[[40]]
    )


class FileShown(Shown):
    """One file of an archive."""

    name: str = Field(examples=["generic_csv.csv"])
    rows: int = Field(examples=[10])
    sha256: str = Field(examples=["9f86d081…"])


class ExportListed(Shown):
    """An archive that was made, or what one push handed over."""

    id: int = Field(examples=[8])
    target: str = Field(examples=["generic_csv"])
    persona_id: int | None = Field(examples=[1])
    connection_id: int | None = Field(examples=[None])
    exported_by_id: int = Field(examples=[2])
    filename: str = Field(examples=["tea-generic_csv-20270301-093000.zip"])
    row_count: int = Field(examples=[10])
    checksum: str = Field(description=N_("SHA-256 of its bytes."), examples=["9f86d081…"])
    files: tuple[FileShown, ...]
    created_at: datetime = Field(examples=["2027-02-27T08:00:00Z"])


class LeftShown(Shown):
    """One item in a file, as it was then."""

    item_id: int = Field(examples=[42])
    title: str = Field(examples=["断奶这件事，先别急着定日子"])
    slot_at: datetime = Field(examples=["2027-03-01T01:30:00Z"])
    fingerprint: str = Field(examples=["3f7a…"])
    repeated: bool
    withdrawn: bool
    state: State
    moved_on: bool = Field(description=N_("Whether its words, slot or state have changed since."))


class ExportShown(Shown):
    """An archive with what left in it."""

    id: int = Field(examples=[8])
    target: str = Field(examples=["generic_csv"])
    filename: str = Field(examples=["tea-generic_csv-20270301-093000.zip"])
    row_count: int = Field(examples=[10])
    checksum: str = Field(description=N_("SHA-256 of its bytes."), examples=["9f86d081…"])
    created_at: datetime = Field(examples=["2027-02-27T08:00:00Z"])
    is_kept: bool = Field(description=N_("Whether its bytes can be fetched."))
    files: tuple[FileShown, ...]
    items: tuple[LeftShown, ...]


class TargetShown(Shown):
    """A kind of file that can be made."""

    key: str = Field(examples=["generic_csv"])
    name: str = Field(examples=["通用表格（CSV）"])
    standing: Standing
    needs_template: bool = Field(description=N_("Whether the tool's template must be uploaded first."))
    carries_withdrawals: bool = Field(description=N_("Whether its format can take items back."))
    clock: Clock
    notes: tuple[str, ...] = Field(
        description=N_("What to do in the tool, in the language of Accept-Language."), examples=[["先用一行试导入"]]
    )


class TargetList(Shown):
    data: tuple[TargetShown, ...]


def dry_run_shown(plan: DryRun) -> DryRunShown:
    """A dry run as it goes out."""
    return DryRunShown(
        target=plan.profile.key, digest=plan.digest(), total=len(plan.rows), leaving=len(plan.leaving),
        waits_for_template=plan.waits_for_template, rows=tuple(map(_row_shown, plan.rows[:MOST_SHOWN])),
        hints=tuple(map(words, plan.hints)),
        withdrawn_item_ids=tuple(gone.item.id for gone in plan.withdrawals),
    )


def _row_shown(row: Row) -> RowShown:
    return RowShown(
        item_id=row.item.id, slot_at=row.entry.slot_at, local_slot=row.entry.local_slot, title=row.item.headline(),
        is_out=row.is_out, leaves=row.leaves, exported_before=row.exported_before, replaces=row.replaces,
        findings=tuple(
            RowFindingShown(
                severity=found.severity, code=found.message.code.value, detail=words(found.message)
            ) for found in row.findings
        ),
    )
