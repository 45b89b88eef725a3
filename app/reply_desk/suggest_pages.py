"""The panel for a pasted message, alone on a page or as the fragment that takes its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from flask import render_template, request

from app.accounts.access import Actor
from app.copywriter.price import price_table
from app.core.running import current_settings
from app.models import Community, ReplyUse
from app.reply_desk.outcome_keys import OUTCOME_KEYS
from app.reply_desk.suggest import Suggested
from app.reply_desk.suggest_adapting import Adapted, host_of
from app.reply_desk.suggest_forms import BLANK, SuggestForm
from app.reply_desk.suggest_keeping import KeptPage
from content_calendar.message import Message
from content_calendar.workflow import Role


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands under the message: what was found for it, or why it could not be read."""

    found: Suggested | None = None
    adapted: Adapted | None = None
    fault: Message | None = None
    kept: int | None = None
    """The number of the message where it is kept."""
    key: str = field(default_factory=lambda: uuid4().hex)
    """What copying one of these answers is counted by, once however often it is pressed."""


def suggest_page(community: Community, form: SuggestForm, answer: Answer | None = None) -> str:
    """The fragment for htmx, which replaces `#suggested`, or the page; with `narrow=1` the one beside a chat."""
    settings = current_settings()
    page = "suggest_narrow" if request.values.get("narrow") else "suggest"
    template = "_suggested" if "HX-Request" in request.headers else page
    return render_template(
        f"reply_desk/{template}.html", community=community, form=form, answer=answer or Answer(), blank_prefix=BLANK,
        model_host=host_of(settings), currency=price_table(settings).currency.value,
    )


def outcome_part(community: Community, use: ReplyUse) -> str:
    """The keys that say what became of an answer that was copied."""
    return render_template(
        "reply_desk/_suggest_taken.html", community=community, use=use, outcome_keys=OUTCOME_KEYS,
    )


def messages_page(community: Community, actor: Actor, kept: KeptPage) -> str:
    """What is kept of messages, with the buttons that delete it."""
    return render_template(
        "reply_desk/messages.html", community=community, kept=kept, may_delete_all=actor.role.covers(Role.ADMIN),
    )
