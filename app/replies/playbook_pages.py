"""The pages of playbooks, each shown by whoever has to show it again."""

from __future__ import annotations

from flask import render_template

from app.accounts.access import Actor
from app.core.database import db
from app.models import Community, Playbook
from app.replies import playbook_queries
from app.replies.pages import local_day
from app.replies.playbook_files import Takeaway
from app.replies.playbook_form import PlaybookForm
from app.replies.playbook_presets import DAYS, STATES, Preset
from app.replies.sieve import MOST_WORDS, typed_line
from content_calendar.vocabulary import MemberState
from content_calendar.workflow import Role


def list_page(community: Community, actor: Actor) -> str:
    """Three queries beside the shell's own."""
    return render_template(
        "replies/playbooks.html", community=community, may_change=actor.role.covers(Role.EDITOR),
        entries=playbook_queries.playbooks(db.session, community, local_day(community)), presets=list(Preset),
        days=DAYS, states_of_presets=STATES,
    )


def playbook_page(
    community: Community, actor: Actor, form: PlaybookForm, playbook: Playbook | None = None, *, newer: bool = False
) -> str:
    """A new playbook or one that is there. At most seven queries; `newer`: somebody saved it meanwhile."""
    on, state = local_day(community), MemberState.named(form.members.data or "")
    typed = typed_line(form.q.data or "", MOST_WORDS)
    own = playbook.id if playbook else 0
    may_change = actor.role.covers(Role.EDITOR)
    return render_template(
        "replies/playbook.html", community=community, form=form, playbook=playbook, newer=newer, typed=typed,
        may_change=may_change, takeaways=list(Takeaway), state=state,
        known=playbook_queries.choices_of(db.session, community, [row.item for row in form.rows], on),
        found=playbook_queries.found_for(db.session, community, state, typed, on) if may_change else (),
        warnings=playbook_queries.warnings_of(db.session, community, own, state, form.days()) if state else (),
    )
