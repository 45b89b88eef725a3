"""A small town in which anything may happen to a few posts, and what the desk promises about all of it.

It drives the services as pages, jobs and commands do: each act is a transaction of its own, and a refusal changes
nothing. What the promises are judged by is remembered here, apart from the columns the services keep.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.access import Actor
from app.core.errors import QunbiError
from app.core.transactions import transaction
from app.models import ContentItem, ExportEntry, ItemEvent, User
from content_calendar.vocabulary import ApprovalMode
from content_calendar.workflow import OUT, Action, Role, TransitionRefused
from tests.factories import Workspace, join, make_user

Facts = tuple[object, ...]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes with what was true when it was given: the mode, whose words they were, who could approve what."""

    mode: ApprovalMode
    hands: frozenset[int]
    by: int | None
    role: Role | None
    checks_compliance: bool
    first_by: int | None


@dataclass
class Town:
    """The state of the world beside the database. `hands` are the people behind each text, by its number."""

    session: Session
    workspace: Workspace
    now: datetime
    people: list[User] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    hands: dict[int, frozenset[int]] = field(default_factory=dict)
    held: dict[int, Role | None] = field(default_factory=dict)
    compliance: set[int] = field(default_factory=set)
    yeses: dict[int, Yes] = field(default_factory=dict)
    seen: dict[int, tuple[Facts, ...]] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)

    def settle(self) -> None:
        """Alice owns, bob edits, rita and ruth review, ruth also checks compliance."""
        space = self.workspace
        with transaction() as session:
            ruth = make_user(session, "ruth", self.now)
            join(session, ruth, space.community, Role.REVIEWER, self.now).compliance = True
        self.people = [space.bob, space.rita, ruth, space.alice]
        self.held = dict(zip((p.id for p in self.people), (Role.EDITOR, Role.REVIEWER, Role.REVIEWER, Role.ADMIN),
                             strict=True))
        self.compliance = {ruth.id, space.alice.id}
        self.items = [space.item.id]
        self.hands = {space.item.current_revision_id or 0: frozenset({space.bob.id})}

    def as_shown(self, number: int) -> Actor:
        """The person as an open page still knows them: a reviewer, whatever was taken away since."""
        return Actor(self.people[number], Role.REVIEWER)

    def item(self, number: int) -> ContentItem:
        return self.session.get_one(ContentItem, self.items[number % len(self.items)])

    def do(self, act: Callable[[Session], Any]) -> Any:
        """What the act returned; None when it was refused, and then nothing may have changed."""
        before = self._versions()
        try:
            with transaction() as session:
                return act(session)
        except (QunbiError, TransitionRefused):
            assert self._versions() == before, "a refusal changed something"
            return None

    def set_role(self, number: int, role: Role | None) -> None:
        person = self.people[number]
        place, now = self.workspace.community.id, self.now
        if not person.is_owner:
            self.do(lambda session: accounts.grant_role(session, person, place, role, now=now))
            self.held[person.id] = role
            self.session.expire(person)

    def remember_yes(self, item: ContentItem, by: int | None) -> None:
        """Note what was true at the yes that was just given."""
        last = self._history(item)[-1]
        earlier = [event for event in self._history(item)[:-1] if event.action is Action.PASS_EDITORIAL]
        self.yeses[last.id] = Yes(
            self.workspace.community.approval_mode, self.hands[item.current_revision_id or 0], by,
            self.held.get(by or 0), by in self.compliance,
            earlier[-1].actor_id if earlier and earlier[-1].fingerprint == last.fingerprint else None,
        )

    def check(self) -> None:
        """Every promise, for every post."""
        self.session.expire_all()
        for item_id in self.items:
            item = self.session.get_one(ContentItem, item_id)
            history = self._history(item)
            self._check_history(item, history)
            self._check_gate(item, history)
        for entry in self.session.scalars(select(ExportEntry)):
            assert self.left.setdefault(entry.id, entry.fingerprint) == entry.fingerprint
            assert entry.fingerprint in {event.fingerprint for event in self._approvals(entry.item_id)}

    def _check_gate(self, item: ContentItem, history: list[ItemEvent]) -> None:
        if item.state not in OUT:
            return
        assert item.approved_fingerprint == item.fingerprint()
        given = [event for event in history if event.action is Action.APPROVE]
        assert given[-1].fingerprint == item.approved_fingerprint
        _check_yes(self.yeses[given[-1].id])

    def _check_history(self, item: ContentItem, history: list[ItemEvent]) -> None:
        facts = tuple(_facts(event) for event in history)
        before = self.seen.get(item.id, ())
        assert facts[: len(before)] == before, "history was rewritten"
        self.seen[item.id] = facts
        for earlier, later in itertools.pairwise(history):
            assert later.from_state is earlier.to_state, "a step is missing"
            assert later.created_at >= earlier.created_at
        if history:
            assert history[-1].to_state is item.state, "the last step is missing"

    def _history(self, item: ContentItem) -> list[ItemEvent]:
        query = select(ItemEvent).where(ItemEvent.item_id == item.id).order_by(ItemEvent.id)
        return list(self.session.scalars(query))

    def _approvals(self, item_id: int) -> list[ItemEvent]:
        query = select(ItemEvent).where(ItemEvent.item_id == item_id, ItemEvent.action == Action.APPROVE)
        return list(self.session.scalars(query))

    def _versions(self) -> list[tuple[object, ...]]:
        query = select(ContentItem.id, ContentItem.version, ContentItem.state, ContentItem.approved_fingerprint)
        return [tuple(row) for row in self.session.execute(query.order_by(ContentItem.id))]


def _check_yes(yes: Yes) -> None:
    assert yes.role is not None
    assert yes.role.covers(Role.REVIEWER)
    if yes.mode is ApprovalMode.FOUR_EYES:
        assert yes.by not in yes.hands, "approved by own hands"
    if yes.mode is ApprovalMode.TWO_STEPS:
        assert yes.checks_compliance
        assert yes.by not in yes.hands
        assert yes.first_by not in {None, yes.by}, "one person took both steps"


def _facts(event: ItemEvent) -> Facts:
    return (
        event.id, event.actor_id, event.action, event.from_state, event.to_state, event.revision_id,
        event.fingerprint, event.slot_at, event.note, tuple(event.reasons), tuple(event.overridden), event.created_at,
    )
