"""What outcomes teach: better answers stand above, few uses stay thin, each member state by its own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.library import service as library
from app.models import ContentItem, ReplyOutcome, ReplyTemplate, ReplyUse
from app.replies import service
from app.replies.cards import Card
from app.reply_desk import learning_jobs, uses
from app.reply_desk.learning import Present, Standing, Tally, standings
from app.reply_desk.learning_queries import rewrite, works
from app.reply_desk.learning_scores import unlearned
from content_calendar.content import Copy
from content_calendar.ranking import Evidence
from content_calendar.vocabulary import MemberState, Scenario
from tests.factories import Workspace, approved

PRICE = Scenario.PRICE.value


def weeks(item: int, state: str, settled: int, helped: int, count: int = 4) -> Iterator[Tally]:
    """The same in each of so many weeks."""
    yield from (Tally(item, item * 10, PRICE, state, 100 + week, settled, helped) for week in range(count))


def present(*items: int) -> list[Present]:
    return [Present(item, item * 10, PRICE, (0, 0, 0)) for item in items]


def of(found: Mapping[int, tuple[Standing, object]], item: int) -> Standing:
    return found[item][0]


def test_what_helps_more_often_stands_above_and_the_intervals_part() -> None:
    sides = [(1, 16), (2, 6), (3, 11), (4, 10)]
    states = ("loyal", "silent")
    tallies = [tally for state in states for item, helped in sides for tally in weeks(item, state, 20, helped)]
    found = standings(tallies, present(1, 2, 3, 4))
    assert of(found, 1).low > of(found, 2).high
    assert of(found, 1).settled == 160
    assert of(found, 1).evidence is not Evidence.THIN


def test_one_lucky_answer_is_thin_and_stays_near_the_others() -> None:
    tallies = [*weeks(1, "loyal", 20, 12), *weeks(2, "loyal", 20, 12), *weeks(3, "loyal", 1, 1, count=1)]
    found = standings(tallies, present(1, 2, 3))
    lucky, steady = of(found, 3), of(found, 1)
    assert lucky.evidence is Evidence.THIN
    assert lucky.low < steady.low
    assert lucky.score - steady.score < 0.2


def test_each_member_state_has_its_own_standing() -> None:
    tallies = [
        *weeks(1, "loyal", 20, 17), *weeks(1, "silent", 20, 5), *weeks(2, "loyal", 20, 5), *weeks(2, "silent", 20, 17),
    ]
    found = standings(tallies, present(1, 2))
    assert found[1][1]["loyal"].score > found[2][1]["loyal"].score
    assert found[1][1]["silent"].score < found[2][1]["silent"].score


def test_numbers_of_earlier_words_are_not_those_of_the_new_ones() -> None:
    found = standings([*weeks(1, "loyal", 20, 4)], [Present(1, 99, PRICE, (0, 0, 0))])
    assert found == {}


@pytest.fixture
def answers(session: Session, workspace: Workspace, now: datetime) -> list[ContentItem]:
    words = ("家里够用就先不买。", "想清楚了再来找我。", "我把成分表发给你看。", "多看两天再决定也行。")
    return [_answer(session, workspace, hook, now) for hook in words]


def _answer(session: Session, workspace: Workspace, hook: str, now: datetime) -> ContentItem:
    card = Card(scenario=Scenario.PRICE)
    copy = Copy(hook=hook, body="有想问的随时说。")
    made = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    return approved(session, workspace, made, now)


def lived(session: Session, workspace: Workspace, items: list[ContentItem], now: datetime) -> None:
    """Four weeks in which members in two states got these answers, the first of which helps most, the second least."""
    for item, helped in zip(items, (8, 2, 5, 5), strict=True):
        made = [
            ReplyUse(
                community_id=workspace.community.id, item_id=item.id, revision_id=item.current_revision_id,
                scenario=Scenario.PRICE, member_state=state, edit_distance=turn % 2, outcome_at=now,
                outcome=ReplyOutcome.HELPED if turn < helped else ReplyOutcome.NO_ANSWER,
                idempotency_key=f"{item.id}-{week}-{state}-{turn}", created_at=now - timedelta(weeks=week),
            )
            for week in range(4) for state in (MemberState.LOYAL, MemberState.SILENT) for turn in range(10)
        ]
        session.add_all(made)
        card = session.get_one(ReplyTemplate, item.id)
        card.uses, card.edited, card.last_used_at = len(made), sum(use.edit_distance for use in made), now
        card.helped = sum(use.outcome is ReplyOutcome.HELPED for use in made)
        card.unanswered = len(made) - card.helped
    session.commit()


def test_the_job_writes_where_templates_stand_and_rests_until_something_new_comes(
    session: Session, workspace: Workspace, answers: list[ContentItem], now: datetime
) -> None:
    lived(session, workspace, answers, now)
    good, bad = answers[:2]
    assert unlearned(session) == [workspace.community.id]
    assert learning_jobs.learn(workspace.community.id) == 4
    assert unlearned(session) == []
    card = session.get_one(ReplyTemplate, good.id)
    assert card.low is not None
    assert card.low < (card.score or 0) < (card.high or 0)
    assert card.by_state["loyal"]["settled"] == 40
    found = works(session, workspace.community, scenario=None, state=MemberState.LOYAL, page=1)
    order = [template.id for template, _told in found.lines]
    assert (order[0], order[-1]) == (good.id, bad.id)
    use = uses.note(session, workspace.community, good, key="new", actor=workspace.editor, now=now)
    uses.settle(session, use, ReplyOutcome.HELPED, now=now)
    assert unlearned(session) == [workspace.community.id]


def test_new_words_begin_anew_without_waiting_for_an_outcome(
    session: Session, workspace: Workspace, answers: list[ContentItem], now: datetime
) -> None:
    lived(session, workspace, answers, now)
    learning_jobs.learn(workspace.community.id)
    later, good = clock.now() + timedelta(hours=1), answers[0]
    copy = Copy(body="换一句：先别急着定。")
    library.edit_copy(session, good, copy, version=good.version, actor=workspace.editor, now=later)
    session.commit()
    assert unlearned(session) == [workspace.community.id]
    learning_jobs.learn(workspace.community.id)
    session.expire_all()
    assert session.get_one(ReplyTemplate, good.id).score is None
    assert session.get_one(ReplyTemplate, answers[1].id).score is not None


def test_losing_edited_ending_and_unused_templates_are_worth_rewriting(
    session: Session, workspace: Workspace, answers: list[ContentItem], now: datetime
) -> None:
    lived(session, workspace, answers, now)
    good, bad = answers[:2]
    assert good.reply
    good.reply.expires_on = now.date() + timedelta(days=5)
    session.commit()
    learning_jobs.learn(workspace.community.id)
    found = rewrite(session, workspace.community, now, now.date())
    assert (bad.id, good.id) in [(loser.id, best.id) for loser, _lost, best in found.losing]
    assert good.id not in [loser.id for loser, _lost, _best in found.losing]
    assert [template.id for template in found.ending.lines] == [good.id]
    assert found.edited.total == 4
    assert found.unused.total == 0
    assert rewrite(session, workspace.community, now + timedelta(days=90), now.date()).unused.total == 4


def test_new_words_leave_the_list_of_those_that_lose(
    session: Session, workspace: Workspace, answers: list[ContentItem], now: datetime
) -> None:
    lived(session, workspace, answers, now)
    bad = answers[1]
    words = Copy(hook="说说你看重哪一点。", body="我按这一点帮你看。")
    library.edit_copy(session, bad, words, version=bad.version, actor=workspace.editor, now=now)
    approved(session, workspace, bad, now)
    session.commit()
    learning_jobs.learn(workspace.community.id)
    found = rewrite(session, workspace.community, now, now.date())
    assert bad.id not in [loser.id for loser, _lost, _best in found.losing]
    assert session.get_one(ReplyTemplate, bad.id).score is None
