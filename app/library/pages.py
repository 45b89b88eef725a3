"""The page of one item, shown by whoever has to show it again."""

from __future__ import annotations

from flask import render_template

from app.accounts.access import Actor
from app.core.clock import now
from app.library.diff import Change, changes
from app.library.findings import findings_of
from app.library.forms import CopyForm
from app.models import ContentItem, ItemEvent
from content_calendar.content import Copy
from content_calendar.workflow import Action, allowed_actions


def item_page(
    item: ContentItem, actor: Actor, *, form: CopyForm | None = None, stale: bool = False, comment: object = None,
    reason: object = None,
) -> str:
    """`form`, `comment` and `reason` are forms that were refused, with what was typed into them."""
    mine = _put_on_newest(form, item) if form and stale else ()
    return render_template(
        "library/show.html", item=item, community=item.community, actor=actor, Action=Action, stale=stale, mine=mine,
        form=form or CopyForm.of(copy_of(item), item.version), comment=comment, reason=reason,
        findings=findings_of(item), actions=allowed_actions(item.state, actor.role), wish=_wish(item),
        slot_ahead=item.slot_at is not None and item.slot_at > now(),
    )


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
