"""The life of one item in a single column: planned, written, reviewed, talked about, handed out, published, counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from app.feedback.results import told_of
from app.models import (
    Comment,
    ContentItem,
    Export,
    ExportEntry,
    FeedbackRecord,
    FeedbackVoid,
    ItemEvent,
    Revision,
    User,
)
from content_calendar.exporters.profile import Target
from content_calendar.vocabulary import ChangeReason, Counter, Term
from content_calendar.workflow import Action


class Kind(Term):
    """What kind of thing happened."""

    PLANNED = "planned", "排期", "Planned"
    STEP = "step", "步骤", "Step"
    VERSION = "version", "版本", "Version"
    COMMENT = "comment", "评论", "Comment"
    EXPORT = "export", "导出", "Export"
    FEEDBACK = "feedback", "反馈", "Feedback"


@dataclass(frozen=True, slots=True)
class Departure:
    """The item in a file that left. `target` is its name, or its bare identifier when it was retired since."""

    export_id: int
    target: Term | str
    filename: str
    version: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; `who` is None when the system acted. Which of the parts are there depends on `kind`."""

    at: datetime
    kind: Kind
    who: User | None = None
    step: ItemEvent | None = None
    slot_before: datetime | None = None
    version: Revision | None = None
    comment: Comment | None = None
    departure: Departure | None = None
    reading: FeedbackRecord | None = None

    @property
    def moved(self) -> bool:
        return self.step is not None and self.step.action is Action.RESCHEDULE

    @property
    def reasons(self) -> tuple[ChangeReason, ...]:
        """What a reviewer ticked when sending it back."""
        named = (ChangeReason.named(identifier) for identifier in self.step.reasons) if self.step else ()
        return tuple(reason for reason in named if reason is not None)

    @property
    def counts(self) -> Mapping[Counter, int]:
        """What the source told of the post, zeros among it."""
        told = told_of(self.reading) if self.reading else {}
        return {counter: count for counter, count in told.items() if count is not None}


_ORDER = {kind: number for number, kind in enumerate(Kind)}


def timeline(session: Session, item: ContentItem) -> tuple[Moment, ...]:
    """Newest first. The item comes with its history, texts and comments (`queries.load_item`); two more queries."""
    moments = [
        Moment(item.created_at, Kind.PLANNED), *_steps(item), *_comments(item), *_departures(session, item),
        *_readings(session, item),
    ]
    return tuple(sorted(moments, key=lambda moment: (moment.at, _ORDER[moment.kind])))[::-1]


def _steps(item: ContentItem) -> Iterator[Moment]:
    """A step with the text it was taken by, when it wrote one; texts that no step names stand by themselves."""
    written = {revision.id: revision for revision in item.revisions}
    told: set[int] = set()
    slots = _slots_before(item)
    for event in item.history:
        revision = _written_by(event, written, told)
        yield Moment(event.created_at, Kind.STEP, event.actor, step=event, slot_before=slots.get(event.id),
                     version=revision)
    for revision in item.revisions:
        if revision.id not in told:
            yield Moment(revision.created_at, Kind.VERSION, revision.author, version=revision)


_WRITES = frozenset({Action.EDIT, Action.FINISH_DRAFTING, Action.PUBLISH})


def _written_by(event: ItemEvent, written: Mapping[int, Revision], told: set[int]) -> Revision | None:
    """The text this step made the present one for the first time."""
    revision = written.get(event.revision_id or 0)
    if revision is None or event.action not in _WRITES or revision.id in told:
        return None
    told.add(revision.id)
    return revision


def _slots_before(item: ContentItem) -> Mapping[int, datetime | None]:
    return {after.id: before.slot_at for before, after in pairwise(item.history)}


def _comments(item: ContentItem) -> Iterator[Moment]:
    """Words that stand with the step back they were said at already are not told twice."""
    with_steps = {(event.actor_id, event.created_at, event.note) for event in item.history if event.note}
    for said in item.comments:
        if (said.author_id, said.created_at, said.body) not in with_steps:
            yield Moment(said.created_at, Kind.COMMENT, said.author, comment=said)


def _departures(session: Session, item: ContentItem) -> Iterator[Moment]:
    query = (
        select(ExportEntry)
        .where(ExportEntry.item_id == item.id)
        .options(
            joinedload(ExportEntry.export).joinedload(Export.exported_by), joinedload(ExportEntry.revision),
        )
    )
    for entry in session.scalars(query):
        target = Target.named(entry.target) or entry.target
        left = Departure(entry.export_id, target, entry.export.filename, entry.revision.number, entry.repeated)
        yield Moment(entry.created_at, Kind.EXPORT, entry.export.exported_by, departure=left)


def _readings(session: Session, item: ContentItem) -> Iterator[Moment]:
    counts = ~exists().where(FeedbackVoid.record_id == FeedbackRecord.id)
    query = select(FeedbackRecord, User).outerjoin(User, User.id == FeedbackRecord.recorded_by_id)
    for reading, person in session.execute(query.where(FeedbackRecord.item_id == item.id, counts)):
        yield Moment(reading.observed_at, Kind.FEEDBACK, person, reading=reading)
