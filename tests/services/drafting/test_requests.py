"""A reviewer's reasons reach whoever writes the next draft, until somebody submits an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.copywriter.brief import Brief
from app.copywriter.offline import offline_writer
from app.drafting import briefing
from app.drafting.requests import unanswered
from app.library import service as library
from app.models import ContentItem, DraftingRun, DraftTask
from app.review import service as review
from content_calendar.vocabulary import ChangeReason, Instruction
from content_calendar.workflow import Action
from tests.factories import Workspace, in_review


def sent_back(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    item = in_review(session, workspace, workspace.item, now)
    return review.request_changes(
        session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now,
        reason="第二句和第一句重复", reasons=[ChangeReason.TOO_LONG, ChangeReason.OTHER, ChangeReason.TOO_LONG],
    )


def brief(session: Session, item: ContentItem, instruction: Instruction | None = None) -> Brief:
    run = DraftingRun(note="写得轻松些", variants=1, instruction=instruction)
    request = unanswered(session, [item.id]).get(item.id)
    return briefing.brief_of(item, task=DraftTask(run=run, variant=1), request=request)


def test_reasons_and_words_are_in_the_next_brief_until_it_is_answered(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = sent_back(session, workspace, now)
    assert item.history[-1].reasons == ["too_long", "other"]
    said = ("审核退回的原因：太长", "审核的话：第二句和第一句重复")
    assert brief(session, item).note.splitlines() == ["写得轻松些", *said]
    reworked = brief(session, item, Instruction.FIX_FINDINGS).rework
    assert reworked is not None
    assert reworked.findings[-2:] == said
    in_review(session, workspace, item, now)
    assert brief(session, item).note == "写得轻松些"


def test_a_request_that_was_taken_back_asks_for_nothing(session: Session, workspace: Workspace, now: datetime) -> None:
    item = sent_back(session, workspace, now)
    soon = now + timedelta(seconds=5)
    review.take_back(
        session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=soon
    )
    assert (item.history[-1].action, unanswered(session, [item.id])) == (Action.TAKE_BACK, {})


def test_the_formulas_make_shorter_what_was_too_long(session: Session, workspace: Workspace, now: datetime) -> None:
    item, writer = workspace.item, offline_writer()
    usual = writer.write(brief(session, item)).copy
    sent_back(session, workspace, now)
    library.advance(session, item, Action.START_DRAFTING, actor=workspace.editor, now=now)
    assert len(writer.write(brief(session, item)).copy.text()) < len(usual.text())
