"""A file between its upload and the library of replies: kept, read as somebody chose, shown, accepted, taken back."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict
from app.core.zones import zone_of
from app.models import Community, ContentItem, ReplyImport
from app.replies.refusals import NoPersona
from app.replies.transfer.bundle import Bundle
from app.replies.transfer.choices import Choices, first_choices
from app.replies.transfer.judging import Judged, Verdict, judge
from app.replies.transfer.known import personas_of, setting_of
from app.replies.transfer.playbooks import JudgedPlaybook, judge_playbooks, take_in_playbooks
from app.replies.transfer.reading import contents_of
from app.replies.transfer.rows import RowReader
from app.replies.transfer.shared import row_of
from app.replies.transfer.taking import take
from app.replies.transfer.upload import PLAYBOOKS, Upload, stored, upload_of
from app.uploads.keeping import keep, kept_upload

_FIRST = 2
"""Replies of a bundle are counted as a table with headings counts its rows."""
_NAMED = 5


class RowsChanged(Conflict):
    """Carries the lines that cannot come any more."""

    def __init__(self, lines: Collection[int]) -> None:
        named = ", ".join(map(str, sorted(lines)[:_NAMED])) + (" …" if len(lines) > _NAMED else "")
        super().__init__(
            _l("Lines %(lines)s cannot come as shown: the library changed. Nothing was imported.", lines=named),
            _l("Look at the rows again and accept what is new now."),
        )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What accepting would do now. `keys` are those of a bundle's replies, by line."""

    upload: Upload
    rows: tuple[Judged, ...]
    playbooks: tuple[JudgedPlaybook, ...]
    keys: Mapping[int, str]

    @property
    def tally(self) -> Mapping[Verdict, int]:
        """How many replies got each verdict."""
        return Tally(judged.verdict for judged in self.rows)

    @property
    def new(self) -> tuple[int, ...]:
        """The lines that come unless somebody says otherwise."""
        return tuple(judged.line for judged in self.rows if judged.verdict is Verdict.NEW)


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many templates and playbooks came."""

    items: int
    playbooks: int


def keep_upload(
    session: Session, community: Community, filename: str, content: bytes, *, actor: Actor, now: datetime
) -> ReplyImport:
    """Take the file apart and keep what is in it. Raises FileUnusable, TooManyRows, NoPersona."""
    personas = personas_of(session, community)
    if not personas:
        raise NoPersona
    found = contents_of(content)
    ids = [persona_id for persona_id, _name in personas]
    choices = Choices(persona_id=ids[0])
    if not isinstance(found, Bundle):
        found = tuple(table for table in found if table.lines)
        choices = first_choices(found, ids)
        found[choices.table].below(choices.heading)
    kept = ReplyImport(
        community_id=community.id, uploaded_by_id=actor.user.id, filename=filename, created_at=now,
        cells=stored(found), choices=choices.model_dump(mode="json"),
    )
    keep(session, kept, now=now)
    return kept


def find(session: Session, community: Community, upload_id: int) -> Upload:
    """The kept file. Raises NotFound, CellsForgotten."""
    return upload_of(_kept(session, community, upload_id))


def choose(session: Session, community: Community, upload_id: int, choices: Choices) -> None:
    """Read the table this way from now on. Raises NotFound."""
    kept = _kept(session, community, upload_id, lock=True)
    kept.choices = choices.model_dump(mode="json") | {PLAYBOOKS: kept.choices.get(PLAYBOOKS, [])}
    session.flush()


def dry_run(session: Session, community: Community, upload_id: int, *, now: datetime) -> DryRun:
    """What every reply would become now. Raises NotFound, CellsForgotten."""
    return _judged(session, community, find(session, community, upload_id), now)


def accept(
    session: Session, community: Community, upload_id: int, lines: Collection[int], *, actor: Actor, now: datetime,
    seen: str = "",
) -> Accepted:
    """Bring the replies of these lines into the library as drafts: all of them, or none.

    Each is judged anew, because what the dry run said may no longer hold. A near-duplicate comes as another wording of
    what it resembles. `seen` is the way the file was read when somebody looked at the lines.

    Raises NotFound, CellsForgotten, ReadOtherwise, RowsChanged.
    """
    session.refresh(community, with_for_update={"key_share": True})  # who imports here takes turns
    kept = _kept(session, community, upload_id, lock=True)
    upload = upload_of(kept)
    upload.expect_way(seen)
    plan = _judged(session, community, upload, now)
    wanted = [judged for judged in plan.rows if judged.line in lines]
    lost = {judged.line for judged in wanted if judged.verdict not in (Verdict.NEW, Verdict.NEAR)}
    if lost:
        raise RowsChanged(lost)
    uids = take(session, community, wanted, actor=actor, now=now)
    kept.item_uids = [*kept.item_uids, *uids]
    came = _with_playbooks(session, community, plan, now) if plan.upload.bundle else []
    kept.choices = kept.choices | {PLAYBOOKS: [*kept.choices.get(PLAYBOOKS, []), *came]}
    kept.accepted_at = now if uids or came else kept.accepted_at
    session.flush()
    return Accepted(len(uids), len(came))


def _with_playbooks(session: Session, community: Community, plan: DryRun, now: datetime) -> list[str]:
    """The playbooks whose templates are all here now; their keys."""
    given = plan.upload.bundle.playbooks if plan.upload.bundle else ()
    if not given:
        return []
    numbers = _numbers(session, community, _judged(session, community, plan.upload, now))
    judged = judge_playbooks(session, community, given, frozenset(numbers))
    return take_in_playbooks(session, community, judged, numbers, now)


def _numbers(session: Session, community: Community, plan: DryRun) -> dict[str, int]:
    """The templates of a bundle that are here, by their keys in it."""
    here = [judged for judged in plan.rows if judged.is_here and judged.line in plan.keys]
    query = select(ContentItem.import_key, ContentItem.id).where(
        ContentItem.community_id == community.id, ContentItem.import_key.in_([judged.key for judged in here])
    )
    imported = {row.import_key: row.id for row in session.execute(query) if row.import_key}
    found = {plan.keys[one.line]: imported.get(one.key) or (one.near.item_id if one.near else None) for one in here}
    return {key: item_id for key, item_id in found.items() if item_id is not None}


def _judged(session: Session, community: Community, upload: Upload, now: datetime) -> DryRun:
    today = now.astimezone(zone_of(community.timezone)).date()
    setting = setting_of(session, community, upload.choices, today)
    if upload.bundle is None:
        rows = RowReader(setting).read(upload.rows, is_cut=upload.table.is_cut)
        return DryRun(upload, tuple(judge(session, community, setting, rows)), (), {})
    read = [row_of(number, given, setting) for number, given in enumerate(upload.bundle.replies, _FIRST)]
    keys = {row.line: key for row, key in read if key}
    judged = tuple(judge(session, community, setting, [row for row, _key in read]))
    coming = frozenset(keys[one.line] for one in judged if one.line in keys and one.comes)
    return DryRun(upload, judged, judge_playbooks(session, community, upload.bundle.playbooks, coming), keys)


def _kept(session: Session, community: Community, upload_id: int, *, lock: bool = False) -> ReplyImport:
    return kept_upload(session, ReplyImport, community, upload_id, lock=lock)

