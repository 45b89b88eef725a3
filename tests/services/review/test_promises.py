"""Whatever people do, in whatever order: what leaves the house was approved, as it is, by whoever had to say yes.

Few examples in the usual run; `pytest --hypothesis-profile thorough` looks for as long as a coffee takes.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import handing_over
from app.calendar import service as calendar
from app.copywriter.offline import offline_writer
from app.core.database import db
from app.drafting import leases
from app.drafting import service as drafting
from app.drafting.assignments import assignments_of
from app.drafting.outcomes import Outcome, hand_in
from app.exports import service as exports
from app.library import service as library
from app.library.moving_back import UNDONE_WITHIN, move_back
from app.models import Revision
from app.review import service as review
from content_calendar.exporters.generic_csv import PROFILE
from content_calendar.vocabulary import ApprovalMode, ChangeReason, Language
from content_calendar.workflow import OUT, Action, Role, State
from tests.databases import SQLITE, rolled_back
from tests.factories import COPY, make_item
from tests.houses import House, Houses
from tests.services.review.town import HOUR, Town

LEASE = timedelta(seconds=90)
PEOPLE = st.integers(0, 3)
REVIEWERS = st.sampled_from((1, 1, 2, 2, 3, 0))
POSTS = st.integers(0, 1)


class Desk(RuleBasedStateMachine):
    """One example: a house of its own, forgotten afterwards."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self._open.enter_context(rolled_back(self.house.app))
        self._open.enter_context(self.house.app.app_context())
        assert self.house.workspace
        workspace = self.house.workspace.read_in(db.session)
        self.town = Town(db.session, workspace, workspace.item.created_at)
        self.town.settle()
        self.place = workspace.community.id

    def teardown(self) -> None:
        self._open.close()

    @initialize(mode=st.sampled_from(ApprovalMode), how_far=st.sampled_from((1, 2, 3, 3, 4)))
    def begin(self, mode: ApprovalMode, how_far: int) -> None:
        """Start somewhere on the usual way: handed in, seen once, approved, exported."""
        self.choose_mode(mode)
        way = (lambda: self.submit(0, 0), lambda: self.approve(1, 0, 0), lambda: self.approve(2, 0, 0),
               lambda: self.export(again=False))
        for go in way[:how_far]:
            go()

    @rule(mode=st.sampled_from(ApprovalMode))
    def choose_mode(self, mode: ApprovalMode) -> None:
        self.town.do(lambda _: setattr(self.town.workspace.community, "approval_mode", mode))

    @rule()
    def plan(self) -> None:
        town = self.town
        if len(town.items) < 2:
            column, slot = town.workspace.column, town.now + 48 * HOUR
            town.items.append(town.do(lambda session: make_item(session, column, town.now, slot_at=slot)).id)

    @rule(who=PEOPLE, post=POSTS)
    def draft(self, who: int, post: int) -> None:
        town, item = self.town, self.town.item(post)
        run = town.do(lambda session: drafting.start_run(
            session, town.workspace.community, [item.id], note="", submit=True, actor=town.as_shown(who), now=town.now
        ))
        if run is not None:
            town.do(lambda session: self._write(session, run.id))
            town.session.expire(item)
            if item.current_revision_id:
                town.hands[item.current_revision_id] = frozenset({town.people[who].id})

    def _write(self, session: Session, run_id: int) -> None:
        tasks = leases.claim(session, run_id, owner="me", now=self.town.now, lease=LEASE, limit=9)
        written = [Outcome(each.task_id, offline_writer().write(each.brief)) for each in assignments_of(session, tasks)]
        hand_in(session, written, owner="me", now=self.town.now)

    @rule(who=PEOPLE, post=POSTS, stale=st.sampled_from((0, 0, 0, 1)))
    def edit(self, who: int, post: int, stale: int) -> None:
        town, item = self.town, self.town.item(post)
        before, copy = item.current_revision_id, replace(COPY, body=f"{COPY.body}\n{uuid4().hex[:6]}")
        revision = town.do(lambda session: library.edit_copy(
            session, library.get_item(session, self.place, item.id, lock=True), copy,
            version=item.version - stale, actor=town.as_shown(who), now=town.now,
        ))
        if revision is not None:
            town.hands[revision.id] = town.hands.get(before or 0, frozenset()) | {town.people[who].id}

    @rule(who=PEOPLE, post=POSTS)
    def choose_an_older_text(self, who: int, post: int) -> None:
        town, item = self.town, self.town.item(post)
        oldest = town.session.scalar(select(Revision.id).where(Revision.item_id == item.id).order_by(Revision.number))
        if oldest is not None:
            town.do(lambda session: drafting.choose_variant(
                session, item, oldest, version=item.version, actor=town.as_shown(who), now=town.now
            ))

    @rule(who=PEOPLE, post=POSTS)
    def submit(self, who: int, post: int) -> None:
        self._review(review.submit_for_review, who, post)

    @rule(who=PEOPLE, post=POSTS)
    def withdraw(self, who: int, post: int) -> None:
        self._review(review.withdraw, who, post)

    @rule(who=REVIEWERS, post=POSTS, stale=st.sampled_from((0, 0, 0, 0, 1)))
    def approve(self, who: int, post: int, stale: int) -> None:
        item = self._review(review.approve, who, post, stale)
        if item is not None and item.state is State.APPROVED:
            self.town.remember_yes(item, self.town.people[who].id)

    @rule(who=REVIEWERS, post=POSTS, reason=st.sampled_from(ChangeReason))
    def send_back(self, who: int, post: int, reason: ChangeReason) -> None:
        self._review(review.request_changes, who, post, reasons=[reason], reason="换个说法")

    @rule(who=REVIEWERS, post=POSTS)
    def take_a_decision_back(self, who: int, post: int) -> None:
        self._review(review.take_back, who, post)

    def _review(self, act, who: int, post: int, stale: int = 0, **said):  # type: ignore[no-untyped-def]
        town, item = self.town, self.town.item(post)
        return town.do(lambda session: act(
            session, self.place, item.id, version=item.version - stale, actor=town.as_shown(who), now=town.now, **said
        ))

    @rule(who=PEOPLE, post=POSTS, hours=st.integers(-2, 60))
    def move(self, who: int, post: int, hours: int) -> None:
        town, item = self.town, self.town.item(post)
        town.do(lambda session: library.reschedule(
            session, item, town.now + hours * HOUR, version=item.version, actor=town.as_shown(who), now=town.now
        ))

    @rule(who=PEOPLE, post=POSTS, seconds=st.sampled_from((0, 0, 5, 60)))
    def move_and_undo(self, who: int, post: int, seconds: int) -> None:
        town, item, slot = self.town, self.town.item(post), self.town.item(post).slot_at
        was, events = item.state, len(item.history)
        self.move(who, post, 50)
        town.now += timedelta(seconds=seconds)
        town.do(lambda session: move_back(
            session, item, slot, version=item.version, actor=town.as_shown(who), now=town.now
        ))
        town.session.expire_all()
        if seconds > UNDONE_WITHIN.seconds and len(item.history) == events + 2:
            assert item.state not in OUT, f"{was} came back long after the move"

    @rule(who=PEOPLE, post=POSTS, action=st.sampled_from((Action.ARCHIVE, Action.RESTORE)))
    def set_aside(self, who: int, post: int, action: Action) -> None:
        town, item = self.town, self.town.item(post)
        town.do(lambda session: calendar.set_aside(
            session, town.workspace.community, item.id, action, version=item.version, actor=town.as_shown(who),
            now=town.now,
        ))

    @rule(again=st.booleans())
    def export(self, again: bool) -> None:
        town, end = self.town, self.town.now + 900 * HOUR
        town.do(lambda session: exports.compile_export(
            session, town.workspace.community,
            exports.dry_run(
                session, town.workspace.community, exports.Wish(PROFILE, town.now, end, again=again), now=town.now,
                lock=True,
            ),
            persona=None, language=Language.ZH, actor=town.as_shown(0), now=town.now,
        ))

    @rule(who=PEOPLE, post=POSTS)
    def publish(self, who: int, post: int) -> None:
        town, item = self.town, self.town.item(post)
        town.do(lambda session: library.mark_published(session, item, url="", actor=town.as_shown(who), now=town.now))

    @rule(who=REVIEWERS, role=st.sampled_from((None, Role.VIEWER, Role.EDITOR, Role.REVIEWER, Role.REVIEWER)))
    def change_role(self, who: int, role: Role | None) -> None:
        self.town.set_role(who, role)

    @rule(who=PEOPLE, heir=PEOPLE)
    def hand_work_over(self, who: int, heir: int) -> None:
        """As when somebody leaves; whose words are whose must not change by it."""
        people, now = self.town.people, self.town.now
        if who != heir:
            self.town.do(lambda session: handing_over.hand_over(
                session, people[who], people[heir], actor=people[3], now=now
            ))

    @rule(seconds=st.sampled_from((1, 60, 3600, 90_000)))
    def time_passes(self, seconds: int) -> None:
        self.town.now += timedelta(seconds=seconds)
        self.town.do(lambda session: review.expire_missed(session, now=self.town.now))

    @invariant()
    def promises_hold(self) -> None:
        self.town.check()


def test_what_is_approved_exported_or_published_was_approved_as_it_is(
    houses: Houses, database: str, now: datetime
) -> None:
    machine = type("DeskOfThisHouse", (Desk,), {"house": houses.get(database, now)})
    run_state_machine_as_test(machine, settings=_chosen(database))


def _chosen(database: str) -> settings:
    """The same ways again on PostgreSQL, half as many: what differs there are the locks."""
    thorough = settings.get_current_profile_name() == "thorough"
    few = settings(
        max_examples=12 if database == SQLITE else 6, stateful_step_count=14, derandomize=True, deadline=None,
        database=None, suppress_health_check=[HealthCheck.too_slow],
    )
    return settings(few, max_examples=400, stateful_step_count=50, derandomize=False) if thorough else few
