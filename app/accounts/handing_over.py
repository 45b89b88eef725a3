"""What somebody leaves behind: reviews, claims, texts on their way, drafts being written, saved filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.models import (
    ContentItem,
    DraftingRun,
    DraftTask,
    Membership,
    NoticeKind,
    Revision,
    SavedFilter,
    TaskStatus,
    User,
)
from app.models.communities import NAME
from app.notifications.service import tell
from content_calendar.message import Message
from content_calendar.vocabulary import Term
from content_calendar.workflow import OUT, RANK, Role, State

_FINISHED = OUT | {State.ARCHIVED}
_UNWRITTEN = (TaskStatus.PENDING, TaskStatus.RUNNING)


class Handed(Term):
    WORK = "work", "{name}的 {count} 项工作", "{count} things of {name}"


@dataclass(frozen=True, slots=True)
class Belongings:
    """How much of each there is. Texts are unfinished ones they wrote, ordered or took over from somebody."""

    reviews: int
    claims: int
    texts: int
    runs: int
    filters: int

    @property
    def is_empty(self) -> bool:
        return not (self.reviews or self.claims or self.texts or self.runs or self.filters)


def belongings_of(session: Session, user: User, *, now: datetime) -> Belongings:
    """What would be handed over now. One query."""
    counted = (
        _count(ContentItem, _reviews(user)),
        _count(ContentItem, and_(ContentItem.claimed_by_id == user.id, ContentItem.claimed_until > now)),
        _count(ContentItem, _texts(user)), _count(DraftingRun, _runs(user)),
        _count(SavedFilter, SavedFilter.user_id == user.id),
    )
    row = session.execute(select(*(query.scalar_subquery() for query in counted))).one()
    return Belongings(*row)


def hand_over(session: Session, user: User, heir: User | None, *, actor: User, now: datetime) -> Belongings:
    """Give what the person leaves to `heir` where they may take it; what nobody takes belongs to everybody again.

    Reviews go to who may review there and did not write the present words; texts and drafts being written to who may
    edit there; filters to who belongs there. Of a text the heir becomes the keeper: its words stay those of who wrote
    them, so that four eyes remain four. How much there was is returned.
    """
    left = belongings_of(session, user, now=now)
    _hold(session, user, None)
    if heir is not None:
        _tell_heir(session, user, heir, now)
        _hand_reviews(session, user, heir)
        _hand_texts(session, user, heir, actor, now)
        _hand_runs(session, user, heir)
        _hand_filters(session, user, heir)
    give_back_reviews(session, user, None)
    return left


def give_back_reviews(session: Session, user: User, community_id: int | None) -> None:
    """Nobody's turn, and not claimed: reviews of the person in that community, in all for None."""
    here = _here(community_id)
    _hold(session, user, community_id)
    _change(session, and_(_reviews(user), here), assigned_to_id=None)
    _change(session, and_(ContentItem.claimed_by_id == user.id, here), claimed_by_id=None, claimed_until=None)


def _hold(session: Session, user: User, community_id: int | None) -> None:
    """Lock what is changed in several steps at once, by its ids, as somebody who decides about many does."""
    theirs = or_(_reviews(user), ContentItem.claimed_by_id == user.id, _texts(user))
    query = select(ContentItem.id).where(theirs, _here(community_id)).order_by(ContentItem.id)
    session.scalars(query.with_for_update()).all()


def _here(community_id: int | None) -> ColumnElement[bool]:
    return ContentItem.community_id == community_id if community_id is not None else ContentItem.id.is_not(None)


def _reviews(user: User) -> ColumnElement[bool]:
    return and_(ContentItem.assigned_to_id == user.id, ContentItem.state == State.IN_REVIEW)


def _texts(user: User) -> ColumnElement[bool]:
    unfinished = ContentItem.state.not_in(_FINISHED)
    return and_(unfinished, or_(ContentItem.keeper_id == user.id, and_(ContentItem.keeper_id.is_(None), _wrote(user))))


def _wrote(user: User) -> ColumnElement[bool]:
    return exists().where(Revision.id == ContentItem.current_revision_id, Revision.author_id == user.id)


def _runs(user: User) -> ColumnElement[bool]:
    waiting = exists().where(DraftTask.run_id == DraftingRun.id, DraftTask.status.in_(_UNWRITTEN))
    return and_(DraftingRun.requested_by_id == user.id, DraftingRun.cancelled_at.is_(None), waiting)


def _count(table: type[ContentItem | DraftingRun | SavedFilter], mine: ColumnElement[bool]) -> Select[int]:
    return select(func.count(table.id)).where(mine)


def _communities(heir: User, at_least: Role) -> Select[int]:
    """Where the heir has that role, for somebody who is not the owner."""
    wide = [role for role in Role if RANK[role] >= RANK[at_least]]
    return select(Membership.community_id).where(Membership.user_id == heir.id, Membership.role.in_(wide))


def _may(heir: User, community_id: ColumnElement[int], at_least: Role) -> ColumnElement[bool]:
    return community_id.is_not(None) if heir.is_owner else community_id.in_(_communities(heir, at_least))


def _hand_reviews(session: Session, user: User, heir: User) -> None:
    takes = _may(heir, ContentItem.__table__.c.community_id, Role.REVIEWER)
    _change(session, and_(_reviews(user), takes, ~_wrote(heir)), assigned_to_id=heir.id)


def _hand_texts(session: Session, user: User, heir: User, actor: User, now: datetime) -> None:
    takes = _may(heir, ContentItem.__table__.c.community_id, Role.EDITOR)
    for item_id, community_id in _change(session, and_(_texts(user), takes), keeper_id=heir.id):
        record(
            session, "item.hand_over", actor=actor, community_id=community_id, subject="content_item",
            subject_id=item_id, before={"keeper_id": user.id}, after={"keeper_id": heir.id}, now=now,
        )


def _change(session: Session, wanted: ColumnElement[bool], **values: object) -> Sequence[tuple[int, int]]:
    """Item and community of what changed, locked in the order of their ids, as everywhere. No new version is made."""
    query = select(ContentItem.id, ContentItem.community_id).where(wanted).order_by(ContentItem.id).with_for_update()
    found = [(item_id, community_id) for item_id, community_id in session.execute(query)]
    if found:
        changed = ContentItem.id.in_([item_id for item_id, _community_id in found])
        statement = update(ContentItem).where(changed).values(**values)
        session.execute(statement, execution_options={"synchronize_session": False})
    return found


def _hand_runs(session: Session, user: User, heir: User) -> None:
    takes = _may(heir, DraftingRun.__table__.c.community_id, Role.EDITOR)
    for run in session.scalars(select(DraftingRun).where(_runs(user), takes).order_by(DraftingRun.id)):
        run.requested_by = heir


def _hand_filters(session: Session, user: User, heir: User) -> None:
    """One of a name the heir uses already says whose it was."""
    takes = _may(heir, SavedFilter.__table__.c.community_id, Role.VIEWER)
    names = select(SavedFilter.community_id, SavedFilter.name).where(SavedFilter.user_id == heir.id)
    taken = {(community_id, name) for community_id, name in session.execute(names)}
    mine = select(SavedFilter).where(SavedFilter.user_id == user.id, takes).order_by(SavedFilter.id)
    for each in session.scalars(mine):
        each.name = _free_name(each, user.name, taken)
        each.user_id = heir.id
        taken.add((each.community_id, each.name))


def _free_name(saved: SavedFilter, owner: str, taken: set[tuple[int, str]]) -> str:
    longest = NAME.length or 0
    marks = ["", f" ({owner})", *(f" ({number})" for number in range(2, len(taken) + 3))]
    names = (saved.name[: longest - len(mark)] + mark if len(mark) < longest else saved.name for mark in marks)
    return next(name for name in names if (saved.community_id, name) not in taken)


def _tell_heir(session: Session, user: User, heir: User, now: datetime) -> None:
    """One notice for each community, with how much there is."""
    for community_id, count in _work_by_community(session, user):
        title = Message(Handed.WORK, {"name": user.name, "count": count}).text(heir.language)
        tell(
            session, [heir.id], NoticeKind.HANDED_OVER, key=f"handed-over:{user.id}:{community_id}:{now.isoformat()}",
            community_id=community_id, item_id=None, params={"title": title, "by": user.name}, now=now,
        )


def _work_by_community(session: Session, user: User) -> Sequence[tuple[int, int]]:
    query = (
        select(ContentItem.community_id, func.count(ContentItem.id)).where(or_(_reviews(user), _texts(user)))
        .group_by(ContentItem.community_id).order_by(ContentItem.community_id)
    )
    return [(community_id, count) for community_id, count in session.execute(query)]
