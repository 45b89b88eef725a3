"""The page of one item, shown by whoever has to show it again."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor
from app.choices import service as choices
from app.copywriter.explanation import explain
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.i18n import OWN_NAMES, language
from app.core.row_ids import row_id
from app.core.running import current_settings
from app.library import queries
from app.library.checks import Checks, checks
from app.library.diff import Change, changes
from app.library.findings import override_of
from app.library.forms import CopyForm
from app.library.submitting import LEAST_REASON, MOST_REASON
from app.library.timeline import timeline
from app.library.twins import twins_of
from app.library.versions import comparison
from app.library.work import choosable, failure, work_on
from app.models import ContentItem, ItemEvent
from app.review.deadlines import UNAPPROVED, approve_by, is_late
from app.review.new_slots import next_good_slot
from content_calendar.content import Copy
from content_calendar.copy_rules.channels import limits
from content_calendar.vocabulary import Instruction, Language, Platform
from content_calendar.workflow import Action, State, allowed_actions

PLATFORMS = tuple(platform for platform in Platform if limits(platform))
PROMPT_PAGE = "prompt_library.show"


def item_page(
    item: ContentItem, actor: Actor, *, form: CopyForm | None = None, stale: bool = False, gone: bool = False,
    refusal: Invalid | None = None, comment: object = None, reason: object = None, unfounded: str | None = None,
) -> str:
    """`form`, `comment` and `reason` are forms that were refused, `unfounded` a reason to submit that says too little.

    `stale`: somebody saved a newer text meanwhile. `gone`: the remark to settle is not about these words. `refusal`:
    why the writer was not asked.
    """
    editor = editor_parts(item, actor, form=form, stale=stale, gone=gone, refusal=refusal)
    return render_template(
        "library/show.html", **editor, actor=actor, Action=Action, comment=comment, reason=reason, unfounded=unfounded,
        life=timeline(db.session, item), variants=choosable(editor["work"], item),
        twins=queries.twin_texts(db.session, editor["near"]),
        compared=comparison(item, request.args.get("compare", type=row_id), editor["work"]),
        **_contest(item),
        slot_ahead=item.slot_at is not None and item.slot_at > now(), settings=current_settings(),
        instructions=list(Instruction), platforms=PLATFORMS, languages=list(Language),
        has_prompt_pages=PROMPT_PAGE in current_app.view_functions, least_reason=LEAST_REASON, most_reason=MOST_REASON,
    )


def _contest(item: ContentItem) -> dict[str, object]:
    """Who else stands for its slot, which of its texts could, and whether its words may return."""
    moment = now()
    return {
        "contest": choices.standing_of(db.session, item),
        "returning": choices.returning_of(db.session, item, now=moment),
        "rival_texts": choices.other_texts(item) if choices.may_have_rivals(item, moment) else (),
    }


def editor_parts(
    item: ContentItem, actor: Actor, *, form: CopyForm | None = None, stale: bool = False, gone: bool = False,
    refusal: Invalid | None = None,
) -> dict[str, Any]:
    """What the templates of the editor speak of, on whatever page it stands: `library/_notices`, `_work`,
    `_copy_form` and `_checks`. The item comes from `queries.load_item`.
    """
    mine = _put_on_newest(form, item) if form and stale else ()
    actions = allowed_actions(item.state, actor.role)
    near, work = twins_of(db.session, [item]).get(item.id, ()), work_on(db.session, item)
    return {
        **_work_words(item, actor), "item": item, "community": item.community, "actions": actions, "stale": stale,
        "gone": gone, "refusal": refusal, "mine": mine, "form": form or CopyForm.of(copy_of(item), item.version),
        "is_refused": form is not None, "checks": checks(item, copy_of(item), near), "override": override_of(item),
        "may_rework": can_be_reworked(item, actions), "wish": _wish(item), "near": near, "work": work,
        "failure": failure(work, item), **_timing(item),
    }


def _timing(item: ContentItem) -> dict[str, object]:
    """By when it should be approved, and where it could stand next when its time has passed."""
    moment = now()
    late = is_late(item.state, item.slot_at, item.community.approve_by_hours, now=moment)
    open_until = approve_by(item, item.community) if item.state in UNAPPROVED else None
    return {"approve_until": open_until, "is_late": late, "good_slot": next_good_slot(db.session, item, moment)}


def work_fragment(item: ContentItem, actor: Actor) -> str:
    """What the writer does with the item; empty once nothing was ever asked of it."""
    work = work_on(db.session, item)
    if work is None:
        return ""
    words = _work_words(item, actor)
    return render_template("library/_work.html", item=item, work=work, failure=failure(work, item), **words)


def kept_words(item: ContentItem, actor: Actor, form: CopyForm) -> ResponseReturnValue | None:
    """The page once more with everything typed, when that cannot be saved: 422 for flaws, 409 for a newer version.

    None when the words can be taken.
    """
    if not form.accepts():
        return item_page(_whole(item), actor, form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.opened_on() != item.version:
        return item_page(_whole(item), actor, form=form, stale=True), HTTPStatus.CONFLICT
    return None


def gone_remark(item: ContentItem, actor: Actor, form: CopyForm) -> ResponseReturnValue:
    """The page with everything typed, when the remark to settle is about other words than those."""
    return item_page(_whole(item), actor, form=form, gone=True), HTTPStatus.CONFLICT


def refused_wish(item: ContentItem, actor: Actor, form: CopyForm, refusal: Invalid) -> ResponseReturnValue:
    """The page with everything typed, when the writer cannot be asked for that."""
    return item_page(_whole(item), actor, form=form, refusal=refusal), refusal.status


def can_be_reworked(item: ContentItem, actions: Collection[Action]) -> bool:
    """Whether there is a text the writer may be asked to change; one whose time passed needs a new time first."""
    has_text = item.current_revision is not None
    return has_text and item.state is not State.EXPIRED and {Action.EDIT, Action.START_DRAFTING} <= set(actions)


def checked_form(item: ContentItem, form: CopyForm) -> Checks:
    """The checks of the words in the form."""
    twins = twins_of(db.session, [item]).get(item.id, ())
    return checks(item, form.edited(copy_of(item)), twins)


def _whole(item: ContentItem) -> ContentItem:
    return queries.load_item(db.session, item.community_id, item.id)


def _work_words(item: ContentItem, actor: Actor) -> dict[str, object]:
    """What a template needs to speak of the writer's work."""
    return {
        "may_edit": Action.EDIT in allowed_actions(item.state, actor.role),
        "explain": lambda code: explain(code, language()),
        "language_names": OWN_NAMES,
        "turn": request.args.get("turn", 0, type=row_id),
    }


def _put_on_newest(form: CopyForm, item: ContentItem) -> tuple[Change, ...]:
    """What the words of a late form would change in the newest text; sent once more, they replace it knowingly."""
    form.version.data = str(item.version)
    return changes(copy_of(item), form.edited(copy_of(item)))


def _wish(item: ContentItem) -> ItemEvent | None:
    """The newest step back, with what its reviewer asked for."""
    return next((event for event in reversed(item.history) if event.action is Action.REQUEST_CHANGES), None)


def copy_of(item: ContentItem) -> Copy:
    """The item's present words; an empty copy before the first draft."""
    return item.current_revision.copy() if item.current_revision else Copy()
