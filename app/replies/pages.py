"""The pages of the library of replies, each shown by whoever has to show it again."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask_babel import gettext as _

from app.accounts.access import Actor
from app.core.clock import now
from app.core.database import db
from app.core.zones import zone_of
from app.library.findings import findings_of
from app.models import Community, ContentItem
from app.replies import queries
from app.replies.cards import Ready, card_of, expiry_of, ready_of
from app.replies.choices import choices, fact_names
from app.replies.forms import CardForm
from app.replies.matrix import MAX_MATRIX
from app.replies.matrix_form import MatrixForm
from app.replies.sieve import ANYONE, Sieve, Standing
from app.replies.tabs import reply_tabs
from content_calendar.message import Message
from content_calendar.replies.braces import BraceFault
from content_calendar.replies.snippets import SnippetFault
from content_calendar.replies.variable_faults import VariableFault
from content_calendar.replies.variables import VariableKind
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import Role

_OF_BLANKS = (BraceFault, SnippetFault, VariableFault)


def library_page(community: Community, actor: Actor, sieve: Sieve, *, page: int) -> str:
    """Nine queries: the grid, the list, its words and variants, the choices, the shell's own."""
    on = local_day(community)
    return render_template(
        "replies/index.html", community=community, sieve=sieve, may_change=actor.role.covers(Role.EDITOR),
        grid=queries.grid(db.session, community, sieve, on), anyone=ANYONE, states=list(MemberState),
        found=queries.templates(db.session, community, sieve, on, page=page), scenarios=list(Scenario),
        standings=list(Standing), choices=choices(db.session, community), arguments=sieve.parameters(),
    )


def card_page(community: Community, form: CardForm, item: ContentItem | None = None, *, newer: bool = False) -> str:
    """The card of a new template or of one that is there. `newer`: somebody saved it meanwhile."""
    title = _("New reply template") if item is None else _("Card of the template")
    return render_template(
        "replies/card.html", community=community, form=form, item=item, title=title, newer=newer,
        kinds=list(VariableKind), fact_names=fact_names(db.session, community), flaws=blank_flaws(item) if item else (),
    )


def blank_flaws(item: ContentItem) -> tuple[Message, ...]:
    """What is wrong between the words of a template and what its card declares; no query for a loaded item."""
    return tuple(finding.message for finding in findings_of(item) if isinstance(finding.code, _OF_BLANKS))


def matrix_page(community: Community, form: MatrixForm) -> str:
    """The order for a whole matrix."""
    return render_template(
        "replies/matrix.html", community=community, form=form, kinds=list(VariableKind), most=MAX_MATRIX,
        fact_names=fact_names(db.session, community),
    )


def local_day(community: Community) -> date:
    """Today on the community's clock."""
    return now().astimezone(zone_of(community.timezone)).date()


def shown_card(item: ContentItem) -> dict[str, object]:
    """What the templates of other rooms show of a reply template that is loaded with its card; no query."""
    ready = ready_of(item)
    return {
        "card": card_of(item), "expired": expiry_of(item, local_day(item.community)),
        "ready": ready if isinstance(ready, Ready) else None, "fault": ready if isinstance(ready, Message) else None,
    }


def context() -> dict[str, object]:
    return {"reply_tabs": reply_tabs, "reply_card": shown_card}
