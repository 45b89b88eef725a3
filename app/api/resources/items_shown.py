"""An item read for an answer."""

from __future__ import annotations

from app.accounts.access import Actor
from app.api.call import Call
from app.api.resources.item_shapes import CopyShown, FindingShown, ItemListed, ItemShown, RevisionShown
from app.core.i18n import words
from app.library.findings import findings_of
from app.library.queries import load_present_item
from app.library.twins import twins_of
from app.models import Community, ContentItem, Revision
from content_calendar.content import Copy
from content_calendar.copy_rules.finding import Finding
from content_calendar.workflow import allowed_actions

_SAME = (
    *(set(ItemListed.model_fields) - {"title"}), "uid", "voice_id", "product_id", "event_id", "campaign_id",
    "approved_at", "approved_by_id", "published_at", "published_url",
)


def item_shown(call: Call, community: Community, actor: Actor, item_id: int) -> ItemShown:
    """The item as it stands now, with the findings on its text; four queries. Raises NotFound."""
    call.session.flush()
    item = load_present_item(call.session, community.id, item_id)
    return ItemShown(
        **{name: getattr(item, name) for name in _SAME}, title=item.headline(),
        topic_title=item.topic.get("title", ""), topic_points=tuple(item.topic.get("points", ())),
        is_pinned=item.pinned, revision=revision_shown(item.current_revision) if item.current_revision else None,
        fingerprint=item.fingerprint(), is_approved=item.is_approved(), findings=findings_shown(call, item),
        actions=tuple(sorted(allowed_actions(item.state, actor.role))),
    )


def findings_shown(call: Call, item: ContentItem) -> tuple[FindingShown, ...]:
    """What the checks say about its present text, near-duplicates included."""
    twins = twins_of(call.session, [item]).get(item.id, ())
    return tuple(map(_finding, findings_of(item, twins=twins)))


def revision_shown(revision: Revision) -> RevisionShown:
    """One version with its words."""
    return RevisionShown(
        id=revision.id, number=revision.number, writer=revision.writer, author_id=revision.author_id,
        created_at=revision.created_at, edit_distance=revision.edit_distance, words=copy_shown(revision.copy()),
    )


def copy_shown(copy: Copy) -> CopyShown:
    """Plain words as they go out."""
    return CopyShown.model_validate(copy, from_attributes=True)


def _finding(finding: Finding) -> FindingShown:
    return FindingShown(
        severity=finding.severity, code=finding.code.value, field=finding.field, start=finding.start, end=finding.end,
        detail=words(finding.message),
    )
