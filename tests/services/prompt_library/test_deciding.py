"""A version of a prompt serves once somebody else approved exactly that text and its golden cases passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.prompty import load_prompt
from app.models import PromptVersion, User, VersionState
from app.prompt_library import service
from app.prompt_library.refusals import (
    AlreadyDecided,
    GoldenMissing,
    NewerVersion,
    NothingChanged,
    Overtaken,
    OwnVersion,
    ProductionMoved,
    PromptFaulty,
    ReasonMissing,
)
from content_calendar.workflow import Role
from tests.factories import Workspace
from tests.prompts import KEY, SHIPPED, edited, proposed

Propose = Callable[..., PromptVersion]


@pytest.fixture
def propose(session: Session, workspace: Workspace, now: datetime) -> Propose:
    """Proposes the shipped text with one line more, as bob unless somebody else is named."""

    def act(words: str = "先想清楚再写。", author: Actor | None = None) -> PromptVersion:
        return proposed(session, author or workspace.editor, now, words)

    return act


def approve(
    session: Session, version: PromptVersion, workspace: Workspace, now: datetime, seen: int | None = None
) -> PromptVersion:
    """Rita says yes to it, having seen what serves now."""
    serving = service.number_in_production(session, KEY) if seen is None else seen
    return service.approve(session, KEY, version.number, seen=serving, actor=workspace.reviewer, now=now)


def test_a_proposal_waits_while_the_shipped_file_serves(session: Session, propose: Propose) -> None:
    version = propose()
    assert (version.number, version.state, service.has_passed(version)) == (1, VersionState.PROPOSED, True)
    assert service.in_production(session)(KEY) == load_prompt(KEY)


def test_an_approved_version_serves_under_its_number(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    approve(session, propose("先想清楚再写。"), workspace, now)
    prompt = service.in_production(session)(KEY)
    assert (prompt.version, prompt.text) == ("#1", edited("先想清楚再写。"))
    assert service.in_production(session)("posts/learning.en").version == load_prompt("posts/learning.en").version


def test_the_source_needs_no_database_later(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    source = service.in_production(session)
    approve(session, propose(), workspace, now)
    assert source(KEY).text == SHIPPED


def test_nobody_decides_on_their_own_version(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    propose(author=workspace.admin)
    with pytest.raises(OwnVersion):
        service.approve(session, KEY, 1, seen=0, actor=workspace.admin, now=now)
    with pytest.raises(OwnVersion):
        service.reject(session, KEY, 1, reason="不好", actor=workspace.admin, now=now)
    approve(session, service.get_version(session, KEY, 1), workspace, now)
    with pytest.raises(OwnVersion):
        service.retire(session, KEY, 1, reason="不好", actor=workspace.admin, now=now)


def test_a_version_without_passed_golden_cases_is_not_approved(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    for kept in ([], [{"case": "样例", "faults": ["缺少"]}]):
        version = propose(f"第 {len(kept)} 版。")
        version.golden = kept
        session.flush()
        with pytest.raises(GoldenMissing):
            approve(session, version, workspace, now)


def test_golden_cases_are_run_again_before_a_version_serves(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    """What once passed may break a rule of today: the results of then are not enough."""
    broken = SHIPPED.replace('{% include "close.zh.j2" %}', "{{ note }}")
    passed = [{"case": "样例", "faults": []}]
    version = PromptVersion(key=KEY, number=1, text=broken, author=workspace.bob, golden=passed, created_at=now)
    session.add(version)
    session.flush()
    with pytest.raises(GoldenMissing):
        approve(session, version, workspace, now)


def test_a_decision_is_taken_once(session: Session, workspace: Workspace, propose: Propose, now: datetime) -> None:
    version = approve(session, propose(), workspace, now)
    with pytest.raises(AlreadyDecided):
        approve(session, version, workspace, now)
    with pytest.raises(AlreadyDecided):
        service.reject(session, KEY, 1, reason="晚了", actor=workspace.reviewer, now=now)


def test_a_version_sent_back_keeps_the_reason_and_never_serves(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    propose()
    with pytest.raises(ReasonMissing):
        service.reject(session, KEY, 1, reason="  ", actor=workspace.reviewer, now=now)
    version = service.reject(session, KEY, 1, reason="语气太硬", actor=workspace.reviewer, now=now)
    assert (version.state, version.reason, version.decided_by) == (VersionState.REJECTED, "语气太硬", workspace.rita)
    assert service.in_production(session)(KEY).text == SHIPPED


def test_retiring_falls_back_to_the_one_before_then_to_the_file(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    approve(session, propose("第一版。"), workspace, now)
    approve(session, propose("第二版。"), workspace, now)
    second = service.retire(session, KEY, 2, reason="太长", actor=workspace.reviewer, now=now)
    assert (second.state, second.retired_by, second.decided_by) == (
        VersionState.RETIRED, workspace.rita, workspace.rita
    )
    assert service.in_production(session)(KEY).version == "#1"
    service.retire(session, KEY, 1, reason="也太长", actor=workspace.reviewer, now=now)
    assert service.in_production(session)(KEY) == load_prompt(KEY)


def test_an_older_version_cannot_overtake_a_newer_one(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    older, newer = propose("第一版。"), propose("第二版。")
    approve(session, newer, workspace, now)
    with pytest.raises(Overtaken):
        approve(session, older, workspace, now)


def test_a_decision_on_another_comparison_is_refused(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    first, second = propose("第一版。"), propose("第二版。")
    approve(session, first, workspace, now)
    with pytest.raises(ProductionMoved):
        approve(session, second, workspace, now, seen=0)


def test_a_proposal_on_top_of_what_one_has_not_seen_is_refused(
    session: Session, workspace: Workspace, propose: Propose, now: datetime
) -> None:
    propose()
    with pytest.raises(NewerVersion) as refusal:
        service.propose(session, KEY, edited("另一版。"), note="", newest=0, actor=workspace.editor, now=now)
    assert refusal.value.number == 1


def test_the_same_words_are_no_new_version(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(NothingChanged):
        service.propose(session, KEY, SHIPPED, note="", newest=0, actor=workspace.editor, now=now)


def test_a_faulty_text_is_not_proposed(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(PromptFaulty) as refusal:
        service.propose(session, KEY, edited("{{ nobody }}"), note="", newest=0, actor=workspace.editor, now=now)
    line = edited("{{ nobody }}").split("\n").index("{{ nobody }}") + 1
    assert [fault.line for fault in refusal.value.faults] == [line]


def test_a_person_who_left_stays_named(session: Session, workspace: Workspace, propose: Propose) -> None:
    propose(author=Actor(workspace.rita, Role.REVIEWER))
    workspace.rita.active = False
    assert service.get_version(session, KEY, 1).author.name == session.get_one(User, workspace.rita.id).name
