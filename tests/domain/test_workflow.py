from __future__ import annotations

from itertools import pairwise

import pytest

from content_calendar.workflow import (
    RANK,
    TRANSITIONS,
    Action,
    Role,
    State,
    TransitionRefused,
    allowed_actions,
    next_state,
)

ROLES = (None, *Role)


def steps(state: State, role: Role | None = None, *, has_text: bool = True) -> dict[Action, State]:
    """Every action `role` may take from `state` and where each leads."""
    return {action: next_state(action, state, role, has_text=has_text) for action in allowed_actions(state, role)}


def targets(state: State, role: Role | None, without: frozenset[Action]) -> set[State]:
    """Where `state` leads in one step, for an item with text and for one without."""
    both = (steps(state, role, has_text=has_text).items() for has_text in (True, False))
    return {target for edges in both for action, target in edges if action not in without}


def reachable(start: State, role: Role | None = None, without: frozenset[Action] = frozenset()) -> set[State]:
    """Every state that some path of allowed actions leads to."""
    found, waiting = {start}, [start]
    while waiting:
        fresh = targets(waiting.pop(), role, without) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def test_every_state_is_reachable_from_a_fresh_plan():
    assert reachable(State.PLANNED) == set(State)


def test_every_action_is_in_the_table_or_is_reschedule():
    assert set(TRANSITIONS) | {Action.RESCHEDULE} == set(Action)


@pytest.mark.parametrize("action", Action)
def test_every_action_leads_somewhere(action):
    assert any(action in allowed_actions(state, None) for state in State)


@pytest.mark.parametrize("state", State)
def test_no_state_is_a_dead_end(state):
    assert State.ARCHIVED in reachable(state)
    assert State.PUBLISHED in reachable(state)


@pytest.mark.parametrize("start", sorted(set(State) - {State.APPROVED, State.EXPORTED, State.PUBLISHED}))
def test_nothing_becomes_approved_or_leaves_the_house_without_approve(start):
    assert not reachable(start, without=frozenset({Action.APPROVE})) & {
        State.APPROVED,
        State.EXPORTED,
        State.PUBLISHED,
    }


@pytest.mark.parametrize("state", State)
def test_approve_is_the_only_way_into_approved(state):
    ways = {action for action, target in steps(state).items() if target is State.APPROVED and state is not target}
    assert ways <= {Action.APPROVE}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("target", [State.EXPORTED, State.PUBLISHED])
def test_only_what_is_approved_is_exported_or_published(state, target):
    if target in steps(state).values():
        assert state in {State.APPROVED, State.EXPORTED}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_nobody_below_reviewer_can_bring_anything_to_approved(role):
    before_approval = set(State) - {State.APPROVED, State.EXPORTED, State.PUBLISHED}
    for start in before_approval:
        assert State.APPROVED not in reachable(start, role)


@pytest.mark.parametrize("action", [Action.EDIT, Action.RESCHEDULE, Action.REQUEST_CHANGES])
@pytest.mark.parametrize("state", [State.APPROVED, State.EXPORTED])
def test_whatever_touches_approved_copy_takes_the_approval_away(state, action):
    if action in allowed_actions(state, None):
        assert next_state(action, state, None) in {State.DRAFT, State.CHANGES_REQUESTED}


def test_redrafting_never_overwrites_what_waits_for_or_passed_review():
    sources = TRANSITIONS[Action.START_DRAFTING].sources
    assert not sources & {State.IN_REVIEW, State.APPROVED, State.EXPORTED, State.PUBLISHED, State.ARCHIVED}


def test_published_copy_stays_as_it_went_out():
    assert allowed_actions(State.PUBLISHED, None) == {Action.ARCHIVE}


def test_what_was_published_does_not_expire():
    assert not TRANSITIONS[Action.EXPIRE].sources & {State.EXPORTED, State.PUBLISHED, State.ARCHIVED}


def test_drafting_ends_in_every_case_and_nobody_edits_meanwhile():
    assert steps(State.DRAFTING) == {
        Action.FINISH_DRAFTING: State.DRAFT,
        Action.FAIL_DRAFTING: State.DRAFT,
        Action.CANCEL_DRAFTING: State.DRAFT,
    }


@pytest.mark.parametrize(
    ("action", "state"), [(Action.CANCEL_DRAFTING, State.DRAFTING), (Action.RESTORE, State.ARCHIVED)]
)
def test_what_has_no_text_yet_goes_back_to_being_planned(action, state):
    assert next_state(action, state, None, has_text=True) is State.DRAFT
    assert next_state(action, state, None, has_text=False) is State.PLANNED


def test_a_failure_leaves_the_text_of_before_a_draft():
    assert next_state(Action.FAIL_DRAFTING, State.DRAFTING, None, has_text=True) is State.DRAFT
    assert next_state(Action.FAIL_DRAFTING, State.DRAFTING, None, has_text=False) is State.FAILED


@pytest.mark.parametrize("state", State)
def test_a_viewer_changes_nothing(state):
    assert allowed_actions(state, Role.VIEWER) == frozenset()


@pytest.mark.parametrize("state", State)
def test_a_higher_role_may_do_all_a_lower_one_may(state):
    sets = [allowed_actions(state, role) for role in sorted(Role, key=RANK.__getitem__)]
    assert all(lower <= higher for lower, higher in pairwise(sets))
    assert sets[-1] == allowed_actions(state, None)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", ROLES)
def test_menu_and_gate_agree(action, state, role):
    if action in allowed_actions(state, role):
        assert next_state(action, state, role) in State
        return
    with pytest.raises(TransitionRefused) as refusal:
        next_state(action, state, role)
    assert (refusal.value.action, refusal.value.state) == (action, state)


def test_a_refusal_names_the_role_when_only_the_role_was_wrong():
    with pytest.raises(TransitionRefused, match="editor") as refusal:
        next_state(Action.APPROVE, State.IN_REVIEW, Role.EDITOR)
    assert refusal.value.role is Role.EDITOR


@pytest.mark.parametrize("higher", Role)
@pytest.mark.parametrize("lower", Role)
def test_roles_cover_themselves_and_those_below(higher, lower):
    assert higher.covers(lower) == (RANK[higher] >= RANK[lower])
    assert Role.ADMIN.covers(lower)
    assert higher.covers(Role.VIEWER)
