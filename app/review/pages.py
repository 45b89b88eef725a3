"""The desk as a page, shown by whoever has to show it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, render_template, session
from flask_babel import format_timedelta

from app.accounts.access import Actor
from app.choices import service as choices
from app.core.clock import now
from app.core.database import db
from app.core.errors import QunbiError
from app.library.pages import editor_parts
from app.models import Community, ContentItem
from app.review.addresses import DESK, asked, kept
from app.review.attempts import Outcome
from app.review.desk import Desk, open_desk
from app.review.queries import Whose
from content_calendar.workflow import Action

UNDO = "undo"
SOON = timedelta(hours=4)


def desk_page(
    community: Community, actor: Actor, item_id: int | None = None, *, reason: object = None, comment: object = None,
    refusal: QunbiError | None = None, outcome: Outcome | None = None, writing: bool = False, words: Any = None,
    stale: bool = False,
) -> str:
    """`reason`, `comment` and `words` are forms that were refused, `refusal` why; `outcome` tells of many at once.

    `writing`: the text is open for a quick edit, `stale` on words somebody else changed meanwhile.
    """
    moment = now()
    desk = open_desk(db.session, community, actor, asked(community, actor, item_id), now=moment)
    g.waiting = desk.queue.standing.waiting  # the navigation need not ask once more
    editor = _editor(desk, actor, words, stale) if writing or words is not None else {}
    return render_template(
        "review/index.html", **{"community": community, **editor}, actor=actor, desk=desk, Action=Action, reason=reason,
        comment=comment, refusal=refusal, outcome=outcome, editing=bool(editor), whose=list(Whose),
        part=kept(desk.asked.sieve), from_desk={"back": DESK, **kept(desk.asked.sieve)}, undo=session.pop(UNDO, None),
        expired=desk.queue.standing.expired,
        moment=moment, soon=moment + SOON, ago=_ago,
        contest=choices.standing_of(db.session, desk.open.item) if desk.open else None,
    )


def _editor(desk: Desk, actor: Actor, words: Any, stale: bool) -> dict[str, Any]:
    """The editor's parts, when the text may be written here."""
    if desk.open is None or Action.EDIT not in desk.open.actions:
        return {}
    parts = editor_parts(desk.open.item, actor, form=words, stale=stale)
    return {name: value for name, value in parts.items() if name != "refusal"}


def _ago(age: timedelta) -> str:
    return str(format_timedelta(-max(age, timedelta(0)), granularity="minute", add_direction=True))


def offer_undo(items: list[ContentItem], said: str) -> None:
    """Let the next page offer to take these decisions back."""
    session[UNDO] = {"items": [f"{item.id}.{item.version}" for item in items], "said": said}
