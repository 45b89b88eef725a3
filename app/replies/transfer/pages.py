"""The pages of the transfer, each shown by whoever has to show it again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from app.accounts.access import Actor
from app.core.clock import now
from app.core.database import db
from app.models import Community, ReplyImport
from app.replies.transfer import queries, service
from app.replies.transfer.choices import Choices, asked_blanks, asked_scenarios, asked_states
from app.replies.transfer.fields import Field
from app.replies.transfer.files import Kind
from app.replies.transfer.forms import ANYONE, BLANK_KINDS, WORDS, ChoicesForm, LibraryForm
from app.replies.transfer.judging import Verdict
from app.replies.transfer.upload import Upload
from app.uploads import line_numbers
from app.uploads.earlier import earlier
from app.uploads.names import plain
from app.uploads.pages import Steps, asked_part, columns_page, dry_run_page
from content_calendar.replies.variables import VariableKind
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import Role

STEPS = Steps("replies.transfer", "replies.transfer_columns", "replies.transfer_dry_run", "reply_import_id")


@dataclass(frozen=True, slots=True)
class Asked:
    """A name in the file, how often it stands there, and the identifier of what it is taken for."""

    name: str
    count: int
    means: str


def library_page(community: Community, actor: Actor, form: LibraryForm) -> str:
    """Two queries beside the shell's."""
    return render_template(
        "replies/transfer.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR), Kind=Kind,
        steps=STEPS, earlier=earlier(db.session, ReplyImport, community, now(), ReplyImport.item_uids),
        approved=queries.approved(db.session, community),
    )


def what_it_means(community: Community, upload: Upload, form: ChoicesForm, choices: Choices) -> str:
    """What every column means, and the names in the file nobody knows."""
    rows = upload.tables[choices.table].lines[choices.heading + 1 :]
    return columns_page(
        "replies/transfer_columns.html", STEPS, upload, form, choices, community=community, meanings=Field,
        scenarios=[Asked(name, count, choices.scenarios.get(plain(name), "")) for name, count in
                   asked_scenarios(rows, choices)],
        states=[Asked(name, count, _state(name, choices)) for name, count in asked_states(rows, choices)],
        blanks=[Asked(name, count, _blank(name, choices, is_usual=usual)) for name, count, usual in
                asked_blanks(rows, choices)],
        Scenario=Scenario, MemberState=MemberState, blank_kinds=BLANK_KINDS, ANYONE=ANYONE, WORDS=WORDS,
    )


def what_becomes(community: Community, actor: Actor, upload_id: int) -> str:
    """What each reply becomes; near-duplicates beside what they resemble."""
    plan = service.dry_run(db.session, community, upload_id, now=now())
    part = asked_part(plan.rows, Verdict)
    return dry_run_page(
        "replies/transfer_dry_run.html", STEPS, plan, part, community=community, actor=actor, Verdict=Verdict,
        new=line_numbers.written(plan.new), beside=queries.beside(db.session, part.rows, plan.rows),
    )


def _state(name: str, choices: Choices) -> str:
    if plain(name) not in choices.states:
        return ""
    return choices.states[plain(name)] or ANYONE


def _blank(name: str, choices: Choices, *, is_usual: bool) -> str:
    if name in choices.blanks:
        return choices.blanks[name] or WORDS
    return VariableKind.TEXT if is_usual else WORDS
