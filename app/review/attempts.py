"""Acts that may be refused: what was done, what was not and why, with everything else left as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit.service import record
from app.core.errors import Conflict, QunbiError
from app.models import ContentItem
from content_calendar.workflow import Action, TransitionRefused

Act = Callable[[int, int], ContentItem]
"""What is to be done to the item of this id, at this version."""


class NotWaiting(Conflict):
    """Somebody decided about the text, or took it away, meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _l("This text is not waiting for a decision any more."), _l("Open it in the library to see what happened.")
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who wants to do what, where and when."""

    session: Session
    community_id: int
    action: Action
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """`headline` is "" for an item that is not there."""

    item_id: int
    headline: str
    why: QunbiError


@dataclass(frozen=True, slots=True)
class Outcome:
    done: tuple[ContentItem, ...]
    refused: tuple[Refused, ...]


def attempt(wanted: Attempt, item_id: int, act: Callable[[], ContentItem]) -> ContentItem | QunbiError:
    """What the act led to, or why it was refused. A refused one leaves nothing behind but a line in the audit."""
    found = _tried(wanted.session, act)
    if isinstance(found, QunbiError):
        record(
            wanted.session, f"item.{wanted.action}.refused", actor=wanted.actor, community_id=wanted.community_id,
            subject="content_item", subject_id=item_id, before={}, after={}, now=wanted.now, note=str(found.cause),
        )
    return found


def attempt_each(wanted: Attempt, chosen: Iterable[tuple[int, int]], act: Act) -> Outcome:
    """Do it to each of the chosen (item id, version), in the order of their ids, so that nobody waits in a circle."""
    done: list[ContentItem] = []
    refused: list[Refused] = []
    for item_id, version in sorted(set(chosen)):
        found = attempt(wanted, item_id, partial(act, item_id, version))
        if isinstance(found, ContentItem):
            done.append(found)
        else:
            refused.append(Refused(item_id, _headline(wanted, item_id), found))
    return Outcome(tuple(done), tuple(refused))


def _tried(session: Session, act: Callable[[], ContentItem]) -> ContentItem | QunbiError:
    try:
        with session.begin_nested():
            return act()
    except TransitionRefused:
        return NotWaiting()
    except QunbiError as refusal:
        return refusal


def _headline(wanted: Attempt, item_id: int) -> str:
    item = wanted.session.get(ContentItem, item_id)
    return item.headline() if item is not None and item.community_id == wanted.community_id else ""
