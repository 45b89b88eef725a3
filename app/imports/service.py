"""A table between its upload and the calendar: kept, read as somebody chose, shown, accepted, taken back."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict
from app.core.tables.reading import tables_of
from app.core.tables.table import FileUnusable
from app.imports.choices import Choices, first_choices
from app.imports.judging import TAKEN, Judged, Verdict, judge
from app.imports.known import personas_of, setting_of
from app.imports.post import Post
from app.imports.upload import Upload, upload_of
from app.library.first_texts import take_in
from app.models import CalendarImport, Community, ContentItem
from app.uploads.keeping import keep, kept_upload
from app.uploads.kept_tables import stored
from app.uploads.taking_back import archive_untouched
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import State

_SEED_DIGITS = 7


class NoPersonas(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This community has no persona yet, and every post is for one."),
            _l("Create a persona in the community first."),
        )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What accepting would do now."""

    upload: Upload
    rows: tuple[Judged, ...]

    @property
    def tally(self) -> Mapping[Verdict, int]:
        """How many rows got each verdict."""
        return Tally(judged.verdict for judged in self.rows)

    @property
    def ready(self) -> tuple[int, ...]:
        """The lines that would be taken."""
        return tuple(judged.line for judged in self.rows if judged.verdict in TAKEN)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came into the calendar, from which day on, and which of the wanted rows did not."""

    items: int
    first_day: date | None
    lost: tuple[Judged, ...]


def keep_upload(
    session: Session, community: Community, filename: str, content: bytes, *, actor: Actor, now: datetime
) -> CalendarImport:
    """Take the file apart and keep its tables for the next steps. Raises FileUnusable, TooManyRows, NoPersonas."""
    personas = personas_of(session, community)
    if not personas:
        raise NoPersonas
    tables = tables_of(content)
    if not tables:
        raise FileUnusable(_l("There is nothing in this table."), _l("Fill in the template, or choose another file."))
    choices = first_choices(tables, [persona.id for persona in personas])
    tables[choices.table].below(choices.heading)
    kept = CalendarImport(
        community_id=community.id, uploaded_by_id=actor.user.id, filename=filename, created_at=now,
        cells=[stored(table) for table in tables], choices=choices.model_dump(mode="json"),
    )
    keep(session, kept, now=now)
    return kept


def find(session: Session, community: Community, upload_id: int) -> Upload:
    """The kept file, in three queries. Raises NotFound, CellsForgotten."""
    return upload_of(session, community, _kept(session, community, upload_id))


def choose(session: Session, community: Community, upload_id: int, choices: Choices) -> None:
    """Read the table this way from now on. Raises NotFound."""
    _kept(session, community, upload_id, lock=True).choices = choices.model_dump(mode="json")
    session.flush()


def dry_run(session: Session, community: Community, upload_id: int, *, now: datetime) -> DryRun:
    """What every row would become now, in five queries. Raises NotFound, CellsForgotten."""
    upload = find(session, community, upload_id)
    return DryRun(upload, tuple(_judged(session, community, upload, now)))


def accept(
    session: Session, community: Community, upload_id: int, lines: Collection[int], *, actor: Actor, now: datetime,
    seen: str = "",
) -> Accepted:
    """Bring these lines into the calendar: with a text as drafts, without one as slots.

    Each row is judged anew, because what the dry run said may no longer hold; what is in the calendar by now is not
    brought again, whoever brought it. `seen` is the way the file was read when somebody looked at the lines.
    Raises NotFound, CellsForgotten, ReadOtherwise.
    """
    kept = _kept(session, community, upload_id, lock=True)
    upload = upload_of(session, community, kept, lock=True)
    upload.expect_way(seen)
    wanted = [judged for judged in _judged(session, community, upload, now) if judged.line in lines]
    taken = [(judged, judged.post) for judged in wanted if judged.verdict in TAKEN and judged.post]
    items = [_item(community, post, judged.key, now) for judged, post in taken]
    take_in(session, [(item, post.copy) for item, (_, post) in zip(items, taken, strict=True)], actor=actor, now=now)
    if items:
        kept.item_uids = [*kept.item_uids, *(item.uid for item in items)]
        kept.accepted_at = now
    session.flush()
    first = min((post.day for _, post in taken), default=None)
    return Accepted(len(items), first, tuple(judged for judged in wanted if judged.verdict not in TAKEN))


def undo(session: Session, community: Community, upload_id: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Archive what came from this file and nobody has touched since; (archived, left as they are).

    What is archived here may be imported again. Raises NotFound.
    """
    kept = _kept(session, community, upload_id, lock=True)
    return archive_untouched(session, community, kept, actor=actor, now=now)


def _kept(session: Session, community: Community, upload_id: int, *, lock: bool = False) -> CalendarImport:
    return kept_upload(session, CalendarImport, community, upload_id, lock=lock)


def _item(community: Community, post: Post, key: str, now: datetime) -> ContentItem:
    column = post.column
    return ContentItem(
        uid=uuid4().hex, community_id=community.id, persona_id=post.persona.id, kind=ContentKind.POST,
        column_id=column.id if column else None, column_day=post.day if column else None,
        voice_id=column.voice_id if column else None, product_id=column.product_id if column else None,
        value=post.value, stage=post.stage, form=post.form, platform=post.platform, language=post.persona.language,
        topic={"title": post.topic, "points": []} if post.topic else {}, slot_at=post.slot_at, reasons=[],
        pinned=True, import_key=key, state=State.PLANNED,
        seed=int(key[:_SEED_DIGITS], 16), created_at=now, updated_at=now,
    )


def _judged(session: Session, community: Community, upload: Upload, now: datetime) -> list[Judged]:
    setting = setting_of(community, upload.choices, upload.personas, now)
    return judge(session, community, setting, upload.rows, is_cut=upload.table.is_cut)
