"""Reply templates for tests of other rooms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.models import ContentItem
from app.replies import service
from app.replies.cards import Card
from content_calendar.content import Copy
from content_calendar.vocabulary import Scenario
from tests.factories import Workspace, approved

REPLY = Copy(hook="觉得贵很正常。", body="家里那个还够用就先不买，真要换了再来找我。")


def approved_reply(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """A template the desk may offer."""
    card = Card(scenario=Scenario.PRICE)
    item = service.create(session, workspace.community, card, REPLY, actor=workspace.editor, now=now)
    return approved(session, workspace, item, now)
