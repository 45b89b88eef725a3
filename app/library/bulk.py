"""One act on many items: each passes the same service as alone, and what is refused stays as it was.

Items are locked a hundred at a time in the order of their numbers, so that two people never wait for each other in a
circle; all of it is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.errors import Conflict, Invalid, NotFound, QunbiError
from app.core.i18n import label
from app.core.zones import zone_of
from app.drafting import service as drafting
from app.library import service
from app.models import Community, ContentItem
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Term
from content_calendar.workflow import Action, TransitionRefused, allowed_actions

MOST_AT_ONCE = 500
MOST_DAYS = 366
_BATCH = 100
_PARTS = (
    ContentItem.community, ContentItem.persona, ContentItem.column, ContentItem.voice, ContentItem.product,
    ContentItem.event, ContentItem.campaign, ContentItem.current_revision, ContentItem.reply,
)

Seen = tuple[int, int]
"""The number of an item and the version somebody saw."""


class Bulk(Term):
    """What can be done to many items at once."""

    SUBMIT = "submit", "送审", "Send to review"
    DRAFT = "draft", "生成文案", "Draft anew"
    MOVE = "move", "改期", "Move"
    WITHDRAW = "withdraw", "撤回送审", "Take back"
    EXPORT = "export", "导出", "Export"
    ARCHIVE = "archive", "归档", "Archive"
    RESTORE = "restore", "恢复", "Restore"


class NothingTicked(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("Nothing is ticked."), _l("Tick items in the list first, or choose all that were found."))


class TooManyTicked(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("At most %(limit)s items can be changed at once.", limit=MOST_AT_ONCE),
            _l("Narrow the list by a filter, and do it in parts."),
        )


class DaysUnclear(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("By how many days should they move?"),
            _l("Enter a whole number from -%(most)s to %(most)s, but not 0.", most=MOST_DAYS),
        )


class NoSlot(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("It has no time yet."), _l("Give it a time in the calendar first."))


class NotInThisState(Conflict):
    def __init__(self, refusal: TransitionRefused) -> None:
        super().__init__(
            _l(
                "“%(action)s” is not possible while the state is “%(state)s”.",
                action=label(refusal.action), state=label(refusal.state),
            )
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that stayed as it was, and why; `headline` is empty for one that is not here."""

    item_id: int
    headline: str
    why: QunbiError


@dataclass(frozen=True, slots=True)
class Outcome:
    """The numbers of the items it was done to, in their order, and those it was refused to."""

    act: Bulk
    done: tuple[int, ...]
    refused: tuple[Refusal, ...]


def act_on(
    session: Session, community: Community, act: Bulk, seen: Sequence[Seen], *, days: int = 0, actor: Actor,
    now: datetime,
) -> Outcome:
    """Do it to each of them; an item that changed since it was seen is refused. `days` is for MOVE alone.

    EXPORT changes nothing: `done` are those that may be exported. Raises NothingTicked, TooManyTicked, DaysUnclear.
    """
    wanted = dict(sorted(set(seen)))
    if not wanted:
        raise NothingTicked
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyTicked
    if act is Bulk.MOVE and not 0 < abs(days) <= MOST_DAYS:
        raise DaysUnclear
    if act is Bulk.RESTORE:
        service.hold_names(session, community.id)
    do = _acts(session, days, actor, now)[act]
    done, refused = _each(session, community, wanted, do)
    if act is Bulk.DRAFT:
        _order_drafts(session, community, done, actor, now)
    return Outcome(act, tuple(done), tuple(refused))


def _each(
    session: Session, community: Community, wanted: Mapping[int, int], do: Callable[[ContentItem], object]
) -> tuple[list[int], list[Refusal]]:
    done: list[int] = []
    refused: list[Refusal] = []
    for item_id, item in _locked(session, community, list(wanted)):
        why = _tried(item, wanted[item_id], do)
        if why is None:
            done.append(item_id)
        else:
            refused.append(Refusal(item_id, item.headline() if item else "", why))
    return done, refused


def _tried(item: ContentItem | None, version: int, do: Callable[[ContentItem], object]) -> QunbiError | None:
    """Why it was refused; every service refuses before it changes anything."""
    if item is None:
        return NotFound()
    try:
        service.expect_version(item, version)
        do(item)
    except TransitionRefused as refusal:
        return NotInThisState(refusal)
    except QunbiError as refusal:
        return refusal
    return None


def _locked(session: Session, community: Community, ids: Sequence[int]) -> Iterator[tuple[int, ContentItem | None]]:
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        query = (
            select(ContentItem)
            .where(ContentItem.id.in_(batch), ContentItem.community_id == community.id)
            .options(*(joinedload(part) for part in _PARTS))
            .order_by(ContentItem.id)
            .with_for_update(of=ContentItem)
            .execution_options(populate_existing=True)
        )
        items = {item.id: item for item in session.scalars(query)}
        yield from ((item_id, items.get(item_id)) for item_id in batch)


def _acts(
    session: Session, days: int, actor: Actor, now: datetime
) -> Mapping[Bulk, Callable[[ContentItem], object]]:
    def steps(action: Action) -> Callable[[ContentItem], object]:
        return lambda item: service.advance(session, item, action, actor=actor, now=now)

    return {
        Bulk.SUBMIT: lambda item: service.submit(session, item, actor=actor, now=now),
        Bulk.WITHDRAW: steps(Action.WITHDRAW),
        Bulk.ARCHIVE: steps(Action.ARCHIVE),
        Bulk.RESTORE: steps(Action.RESTORE),
        Bulk.MOVE: lambda item: _move(session, item, days, actor, now),
        Bulk.DRAFT: partial(_expect_allowed, action=Action.START_DRAFTING, actor=actor),
        Bulk.EXPORT: service.require_approved,
    }


def _move(session: Session, item: ContentItem, days: int, actor: Actor, now: datetime) -> None:
    """To the same time of another day by the community's clock."""
    if item.slot_at is None:
        raise NoSlot
    zone = zone_of(item.community.timezone)
    local = item.slot_at.astimezone(zone)
    at = moment(local.date() + timedelta(days=days), local.time(), zone).astimezone(UTC)
    service.reschedule(session, item, at, version=item.version, actor=actor, now=now)


def _expect_allowed(item: ContentItem, *, action: Action, actor: Actor) -> None:
    if action not in allowed_actions(item.state, actor.role):
        raise TransitionRefused(action, item.state)


def _order_drafts(session: Session, community: Community, ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """As many runs as it takes."""
    for start in range(0, len(ids), drafting.MAX_PER_RUN):
        batch = ids[start : start + drafting.MAX_PER_RUN]
        drafting.start_run(session, community, batch, note="", submit=False, actor=actor, now=now)
