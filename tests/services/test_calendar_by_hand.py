"""What people do to a calendar by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.calendar import service
from app.calendar.local_time import ClockChange
from app.calendar.service import ChangedMeanwhile, Details, DetailsFixed, Placement
from app.library.moving_back import UNDONE_WITHIN, MoveOvertaken
from app.library.service import SlotInPast, SlotOutOfReach, StaleVersion
from app.models import ContentItem
from content_calendar.planning.concerns import Concern
from content_calendar.vocabulary import Form, Stage, Value
from content_calendar.workflow import Action, State, TransitionRefused
from tests.factories import Workspace, approved, in_review, make_item

TUESDAY_TEN = datetime(2026, 9, 15, 10)


def details(workspace: Workspace, **fields: object) -> Details:
    usual: dict[str, object] = {
        "slot": TUESDAY_TEN, "persona_id": workspace.persona.id, "value": Value.BENEFIT, "stage": Stage.COGNITION,
        "form": Form.POST, "topic_title": "辅食", "topic_points": ("先米粉", "再果泥"),
    }
    return Details(**usual | fields)  # type: ignore[arg-type]  # the fields of a test


def moved(session: Session, workspace: Workspace, item: ContentItem, slot: datetime, now: datetime) -> Placement:
    return service.move(
        session, workspace.community, item.id, slot, version=item.version, actor=workspace.editor, now=now
    )


def test_a_post_placed_by_hand_stands_at_the_wall_clock_of_the_community(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    placed = service.place_item(session, workspace.community, details(workspace), actor=workspace.editor, now=now)
    assert placed.item.slot_at == datetime(2026, 9, 15, 2, tzinfo=UTC)
    assert placed.item.state is State.PLANNED
    assert placed.item.topic == {"title": "辅食", "points": ["先米粉", "再果泥"]}
    assert placed.notes == ()


def test_a_time_that_names_its_offset_is_that_instant(session: Session, workspace: Workspace, now: datetime) -> None:
    instant = datetime.fromisoformat("2026-09-15T02:00+00:00")
    placed = service.place_item(
        session, workspace.community, details(workspace, slot=instant), actor=workspace.editor, now=now
    )
    assert (placed.item.slot_at, placed.notes) == (instant, ())


def test_a_post_is_not_placed_in_the_past(session: Session, workspace: Workspace, now: datetime) -> None:
    early = details(workspace, slot=datetime(2026, 9, 7, 9, 59))
    with pytest.raises(SlotInPast):
        service.place_item(session, workspace.community, early, actor=workspace.editor, now=now)


def test_a_skipped_time_is_explained_to_who_placed_it(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.community.timezone = "Europe/Berlin"
    skipped = details(workspace, slot=datetime(2027, 3, 28, 2, 30))
    placed = service.place_item(session, workspace.community, skipped, actor=workspace.editor, now=now)
    assert ClockChange.SKIPPED in [note.code for note in placed.notes]


def test_a_move_into_quiet_hours_is_done_and_said(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    late = TUESDAY_TEN.replace(hour=23)
    placement = moved(session, workspace, item, late, now)
    assert item.slot_at == datetime(2026, 9, 15, 15, tzinfo=UTC)
    assert [note.code for note in placement.notes] == [Concern.QUIET_HOURS]


def test_a_move_beside_another_post_names_the_gap_and_the_clash(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    other = make_item(session, workspace.column, now, slot_at=datetime(2026, 9, 15, 2, tzinfo=UTC))
    item = workspace.item
    codes = [
        [note.code for note in moved(session, workspace, item, slot, now).notes]
        for slot in (TUESDAY_TEN, TUESDAY_TEN + timedelta(hours=1))
    ]
    assert other.slot_at is not None
    assert codes == [[Concern.CLASH], [Concern.MIN_GAP]]


def test_a_move_voids_an_approval(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    placement = moved(session, workspace, item, TUESDAY_TEN, now)
    assert (placement.state_before, item.state, item.is_approved()) == (State.APPROVED, State.DRAFT, False)


def test_an_instant_brings_a_post_back_to_exactly_where_it_stood(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item, before = workspace.item, workspace.item.slot_at
    assert before is not None
    for slot in (TUESDAY_TEN, before):
        moved(session, workspace, item, slot, now)
    assert item.slot_at == before


def test_no_post_is_moved_past_the_last_year_by_an_offset(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item, before = workspace.item, workspace.item.slot_at
    for instant in ("2100-12-31T23:59-12:00", "2100-12-31T16:00+00:00"):
        with pytest.raises(SlotOutOfReach):
            moved(session, workspace, item, datetime.fromisoformat(instant), now)
    assert item.slot_at == before
    moved(session, workspace, item, datetime.fromisoformat("2100-12-31T15:59+00:00"), now)


def test_who_moves_an_older_version_is_told_and_nothing_moves(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item, before, seen = workspace.item, workspace.item.slot_at, workspace.item.version - 1
    with pytest.raises(StaleVersion):
        service.move(
            session, workspace.community, item.id, TUESDAY_TEN, version=seen, actor=workspace.editor, now=now
        )
    assert item.slot_at == before


def test_details_change_while_the_post_could_still_be_drafted_anew(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now)
    changed = details(workspace, column_id=None, event_id=workspace.event.id)
    service.change_details(
        session, workspace.community, item.id, changed, version=item.version, actor=workspace.editor, now=now
    )
    assert (item.column_id, item.event_id, item.value) == (None, workspace.event.id, Value.BENEFIT)
    assert [event.action for event in item.history] == [Action.RESCHEDULE, Action.EDIT]


def test_details_of_a_post_in_review_are_fixed(session: Session, workspace: Workspace, now: datetime) -> None:
    item = in_review(session, workspace, workspace.item, now)
    with pytest.raises(DetailsFixed):
        service.change_details(
            session, workspace.community, item.id, details(workspace), version=item.version, actor=workspace.editor,
            now=now,
        )


def test_an_archived_post_comes_back_as_what_it_was_made_of(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    planned = make_item(session, workspace.column, now)
    for action in (Action.ARCHIVE, Action.RESTORE):
        service.set_aside(
            session, workspace.community, planned.id, action, version=planned.version, actor=workspace.editor, now=now
        )
    assert planned.state is State.PLANNED


def test_setting_aside_is_no_back_door_to_other_steps(session: Session, workspace: Workspace, now: datetime) -> None:
    item = in_review(session, workspace, workspace.item, now)
    with pytest.raises(TransitionRefused):
        service.set_aside(
            session, workspace.community, item.id, Action.APPROVE, version=item.version, actor=workspace.admin, now=now
        )


def taken_back(
    session: Session, workspace: Workspace, item: ContentItem, slot: datetime | None, now: datetime, *, pinned: bool
) -> Placement:
    assert slot is not None
    return service.take_back(
        session, workspace.community, item.id, slot, pinned=pinned, version=item.version, actor=workspace.editor,
        now=now,
    )


def test_a_hand_pins_what_it_places_moves_or_changes(session: Session, workspace: Workspace, now: datetime) -> None:
    placed = service.place_item(session, workspace.community, details(workspace), actor=workspace.editor, now=now).item
    assert placed.pinned
    planned = make_item(session, workspace.column, now)
    assert not planned.pinned
    assert moved(session, workspace, planned, TUESDAY_TEN, now).item.pinned
    other = make_item(session, workspace.column, now)
    service.change_details(
        session, workspace.community, other.id, details(workspace), version=other.version, actor=workspace.editor,
        now=now,
    )
    assert other.pinned


def test_a_move_keeps_the_day_of_the_rhythm_and_another_column_takes_the_day_it_stands_on(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now, column_day=TUESDAY_TEN.date() - timedelta(days=1))
    moved(session, workspace, item, TUESDAY_TEN, now)
    assert item.column_day == TUESDAY_TEN.date() - timedelta(days=1)
    placed = service.place_item(
        session, workspace.community, details(workspace, column_id=workspace.column.id), actor=workspace.editor,
        now=now,
    )
    assert placed.item.column_day == TUESDAY_TEN.date()


def test_an_approved_post_moved_and_moved_back_is_approved_again(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, workspace.item, now)
    before, by = item.slot_at, item.approved_by_id
    moved(session, workspace, item, TUESDAY_TEN, now)
    assert (item.state, item.is_approved(), item.pinned) == (State.DRAFT, False, True)
    taken_back(session, workspace, item, before, now, pinned=False)
    assert (item.state, item.is_approved(), item.approved_by_id) == (State.APPROVED, True, by)
    assert (item.slot_at, item.pinned) == (before, False)
    session.expire(item, ["history"])
    assert [event.to_state for event in item.history[-2:]] == [State.DRAFT, State.APPROVED]


def test_a_post_in_review_moved_and_moved_back_waits_for_its_review_again(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = in_review(session, workspace, workspace.item, now)
    before = item.slot_at
    moved(session, workspace, item, TUESDAY_TEN, now)
    taken_back(session, workspace, item, before, now, pinned=False)
    assert item.state is State.IN_REVIEW


@pytest.mark.parametrize("waits", [False, True])
def test_a_move_undone_too_late_is_a_move_like_any_other(
    session: Session, workspace: Workspace, now: datetime, *, waits: bool
) -> None:
    item = in_review(session, workspace, workspace.item, now) if waits else approved(
        session, workspace, workspace.item, now
    )
    before = item.slot_at
    moved(session, workspace, item, TUESDAY_TEN, now)
    taken_back(session, workspace, item, before, now + UNDONE_WITHIN + timedelta(seconds=1), pinned=False)
    assert (item.state, item.is_approved(), item.slot_at) == (State.DRAFT, False, before)


def test_an_approval_does_not_come_back_for_another_time(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    moved(session, workspace, item, TUESDAY_TEN, now)
    elsewhere = TUESDAY_TEN.replace(tzinfo=UTC)
    taken_back(session, workspace, item, elsewhere, now, pinned=False)
    assert (item.state, item.is_approved()) == (State.DRAFT, False)


def test_only_ones_own_last_step_can_be_taken_back(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    before = item.slot_at
    assert before is not None
    with pytest.raises(MoveOvertaken):
        taken_back(session, workspace, item, before, now, pinned=False)
    moved(session, workspace, item, TUESDAY_TEN, now)
    with pytest.raises(MoveOvertaken):
        service.take_back(
            session, workspace.community, item.id, before, pinned=False, version=item.version, actor=workspace.admin,
            now=now,
        )


def test_who_was_faster_and_where_the_post_stands_now_is_told(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = workspace.item
    seen = item.version
    moved(session, workspace, item, TUESDAY_TEN, now)
    with pytest.raises(ChangedMeanwhile) as refused:
        service.move(
            session, workspace.community, item.id, TUESDAY_TEN + timedelta(days=1), version=seen,
            actor=workspace.admin, now=now,
        )
    assert "Bob" in str(refused.value.cause)
    assert "10:00" in str(refused.value.cause)
    assert refused.value.members["version"] == item.version
    assert item.slot_at == datetime(2026, 9, 15, 2, tzinfo=UTC)
