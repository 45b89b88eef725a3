"""The text of an item: its words, its versions, and what happened to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import Row, bindparam, select

from app.accounts.access import Actor
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Listing, Order
from app.api.resources.item_shapes import CopyShown, ItemShown, RevisionShown
from app.api.resources.items_shown import item_shown
from app.api.resources.sent_fields import left_out
from app.api.shapes import N_, Page, PageAsked, RowId, Sent, Shown
from app.communities.workspace_schema import Tags
from app.core.text_fields import LIST_LENGTH, Line, ShortLine, Text
from app.drafting import service as drafting
from app.library import service as library
from app.library.items import expect_item
from app.models import Community, ContentItem, ItemEvent, Revision, Scope
from content_calendar.content import Copy
from content_calendar.workflow import Action, Role, State

_ONE = "/communities/<int:community_id>/items/<int:item_id>"
_WORDS = tuple(CopyShown.model_fields)
_PLAIN = tuple(name for name in RevisionShown.model_fields if name != "words")
_REVISIONS = Listing(
    select(*(getattr(Revision, name) for name in (*_PLAIN, *_WORDS))).where(Revision.item_id == bindparam("item_id")),
    Order("number", (Revision.number,), newest_first=True),
)

Hashtags = Annotated[tuple[Line, ...], Field(max_length=LIST_LENGTH)]


class CopyEdit(Sent):
    """What shall change of the words; what is left out stays."""

    title: ShortLine = Field(default_factory=left_out, examples=["断奶小课"])
    hook: Line = Field(
        default_factory=left_out, description=N_("The opening line."), examples=["断奶这件事，先别急着定日子"]
    )
    body: Text = Field(default_factory=left_out, examples=["每天少一顿，一周看一次状态。"])
    call_to_action: Text = Field(default_factory=left_out, examples=["你家现在减到第几顿了？"])
    hashtags: Hashtags = Field(default_factory=left_out, examples=[["断奶"]])
    tags: Tags = Field(default_factory=left_out, examples=[["life:断奶"]])
    image_brief: Text = Field(default_factory=left_out, examples=["餐椅上的学饮杯"])
    comment_starter: Text = Field(default_factory=left_out, examples=["先说说你家几个月开始的"])


class RevisionChosen(Sent):
    revision_id: RowId = Field(description=N_("One of the item's versions."), examples=[310])


class StepShown(Shown):
    """One step in the life of an item."""

    id: int = Field(examples=[900])
    action: Action
    from_state: State
    to_state: State
    actor_id: int | None = Field(description=N_("Null when the service acted."), examples=[2])
    revision_id: int | None = Field(examples=[310])
    fingerprint: str | None = Field(examples=["3f7a…"])
    slot_at: datetime | None = Field(examples=["2027-03-01T01:30:00Z"])
    note: str = Field(examples=["语气再轻一点"])
    reasons: tuple[str, ...] = Field(description=N_("Why a reviewer sent it back."), examples=[["too_long"]])
    overridden: tuple[str, ...] = Field(
        description=N_("Findings it was submitted in spite of."), examples=[["absolute_term"]]
    )
    created_at: datetime = Field(examples=["2027-02-20T08:00:00Z"])


_HISTORY = Listing(
    select(*(getattr(ItemEvent, name) for name in StepShown.model_fields))
    .where(ItemEvent.item_id == bindparam("item_id")),
    Order("id", (ItemEvent.id,), newest_first=True),
)


@endpoint(
    "PATCH", f"{_ONE}/words", scope=Scope.WRITE, role=Role.EDITOR, summary=_l("Change the words of an item"),
    details=_l("A new version; the item is a draft again and an approval is void. The findings come with the answer."),
)
def change_words(call: Call, community: Community, actor: Actor, item_id: int, body: CopyEdit) -> ItemShown:
    """Nothing happens when nothing changes."""
    item = _to_change(call, community, item_id)
    before = item.current_revision.copy() if item.current_revision else Copy()
    words = _edited(before, body)
    if words != before or item.current_revision is None:
        library.edit_copy(call.session, item, words, version=item.version, actor=actor, now=call.now)
    return item_shown(call, community, actor, item_id)


@endpoint(
    "POST", f"{_ONE}/words/choose", scope=Scope.WRITE, role=Role.EDITOR, conditional=True,
    summary=_l("Use another version of the text"),
)
def choose_words(call: Call, community: Community, actor: Actor, item_id: int, body: RevisionChosen) -> ItemShown:
    """A variant, or an older version; an approval is void."""
    item = _to_change(call, community, item_id)
    drafting.choose_variant(
        call.session, item, body.revision_id, version=item.version, actor=actor, now=call.now
    )
    return item_shown(call, community, actor, item_id)


@endpoint("GET", f"{_ONE}/revisions", scope=Scope.READ, role=Role.VIEWER, summary=_l("List the versions of a text"))
def list_revisions(call: Call, community: Community, item_id: int, query: PageAsked) -> Page[RevisionShown]:
    """The newest first. Two queries."""
    expect_item(call.session, community.id, item_id)
    return _REVISIONS.page(call.session, query, _revision, item_id=item_id)


@endpoint("GET", f"{_ONE}/history", scope=Scope.READ, role=Role.VIEWER, summary=_l("List what happened to an item"))
def list_history(call: Call, community: Community, item_id: int, query: PageAsked) -> Page[StepShown]:
    """The newest first. Two queries."""
    expect_item(call.session, community.id, item_id)
    return _HISTORY.page(
        call.session, query, lambda row: StepShown.model_validate(row, from_attributes=True), item_id=item_id
    )


def _revision(row: Row[Any]) -> RevisionShown:
    plain, words = row[: len(_PLAIN)], row[len(_PLAIN):]
    return RevisionShown(
        **dict(zip(_PLAIN, plain, strict=True)), words=CopyShown(**dict(zip(_WORDS, words, strict=False)))
    )


def _to_change(call: Call, community: Community, item_id: int) -> ContentItem:
    item = library.get_item(call.session, community.id, item_id, lock=True)
    call.expect(item.version)
    return item


def _edited(before: Copy, body: CopyEdit) -> Copy:
    sent = body.model_dump(exclude_unset=True)
    if "hashtags" in sent:
        bare = (tag.lstrip("#＃").strip() for tag in body.hashtags)
        sent["hashtags"] = tuple(dict.fromkeys(tag for tag in bare if tag))
    return replace(before, **sent)
