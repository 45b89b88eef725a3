"""Review: handing a text in, saying yes or no to exactly what was read, thinking better of it, and talking about it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, Field
from sqlalchemy import bindparam, select

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Listing, Order
from app.api.resources.item_shapes import ItemShown
from app.api.resources.items_shown import item_shown
from app.api.resources.review_queue import QueueAsked, Waiting, queue_page
from app.api.shapes import N_, Created, Page, PageAsked, Sent, Shown
from app.core.errors import Conflict
from app.core.text_fields import Text, clean_text
from app.drafting import service as drafting
from app.library import service as library
from app.library.items import expect_item
from app.models import Comment, Community, ContentItem, Scope
from app.review import mentions, service
from app.review.service import MAX_COMMENT
from content_calendar.vocabulary import ChangeReason
from content_calendar.workflow import Role

_ONE = "/communities/<int:community_id>/items/<int:item_id>"

Remark = Annotated[str, AfterValidator(lambda text: clean_text(text, MAX_COMMENT))]


class OtherWords(Conflict):
    """The reviewer read something else than what stands there now."""

    def __init__(self, present: str | None) -> None:
        super().__init__(
            _l("The fingerprint is not that of the present words, slot, platform and persona."),
            _l("Read the item again and decide about what stands there now."),
        )
        self.members = {"fingerprint": present}


class Submission(Sent):
    in_spite_of: Text = Field(
        "", description=N_("Why blocking findings may stand, in 10 to 1000 characters."), examples=[""]
    )


class Decision(Sent):
    fingerprint: str | None = Field(
        None, description=N_("The fingerprint of what was read; another one is refused."), examples=["3f7a…"]
    )


class ChangesAsked(Decision):
    reasons: Annotated[tuple[ChangeReason, ...], Field(max_length=len(ChangeReason))] = ()
    reason: Remark = Field("", description=N_("In the reviewer's own words."), examples=["语气再轻一点"])
    again: bool = Field(default=False, description=N_("Whether a new draft is ordered at once, told the same."))


class CommentNew(Sent):
    body: Remark = Field(description=N_("@ and a name tells that person."), examples=["这句数据有出处吗？"])


class CommentShown(Shown):
    """What somebody said about an item."""

    id: int = Field(examples=[5])
    author_id: int = Field(examples=[3])
    body: str = Field(examples=["这句数据有出处吗？"])
    mentions: tuple[int, ...] = Field(description=N_("Numbers of the people named with @."), examples=[[2]])
    created_at: datetime = Field(examples=["2027-02-20T08:00:00Z"])


_COMMENTS = Listing(
    select(*(getattr(Comment, name) for name in CommentShown.model_fields))
    .where(Comment.item_id == bindparam("item_id")),
    Order("id", (Comment.id,)),
)


@endpoint(
    "GET", "/communities/<int:community_id>/review", scope=Scope.READ, role=Role.VIEWER,
    summary=_l("List what waits for review"),
)
def list_waiting(call: Call, community: Community, query: QueueAsked) -> Page[Waiting]:
    """What changed longest ago comes first. One query."""
    return queue_page(call.session, community, query)


@endpoint(
    "POST", f"{_ONE}/submit", scope=Scope.WRITE, role=Role.EDITOR, conditional=True,
    summary=_l("Hand a text to the reviewers"),
)
def submit_item(call: Call, community: Community, actor: Actor, item_id: int, body: Submission) -> ItemShown:
    """Refused while a blocking finding stands that nobody gave a reason for."""
    item = _seen(call, community, item_id)
    service.submit_for_review(
        call.session, community.id, item_id, version=item.version, actor=actor, now=call.now,
        in_spite_of=body.in_spite_of,
    )
    return item_shown(call, community, actor, item_id)


@endpoint(
    "POST", f"{_ONE}/withdraw", scope=Scope.WRITE, role=Role.EDITOR, conditional=True,
    summary=_l("Take a text back from the reviewers"),
)
def withdraw_item(call: Call, community: Community, actor: Actor, item_id: int) -> ItemShown:
    """It is a draft again."""
    item = _seen(call, community, item_id)
    service.withdraw(call.session, community.id, item_id, version=item.version, actor=actor, now=call.now)
    return item_shown(call, community, actor, item_id)


@endpoint(
    "POST", f"{_ONE}/approve", scope=Scope.REVIEW, role=Role.REVIEWER, conditional=True, summary=_l("Approve a text"),
    details=_l("A yes to exactly these words at this slot. Where approval has two steps, the first leaves it waiting."),
)
def approve_item(call: Call, community: Community, actor: Actor, item_id: int, body: Decision) -> ItemShown:
    """Refused for one's own words, blocking findings and a slot that has passed."""
    item = _seen(call, community, item_id, body)
    service.approve(call.session, community.id, item_id, version=item.version, actor=actor, now=call.now)
    return item_shown(call, community, actor, item_id)


@endpoint(
    "POST", f"{_ONE}/request-changes", scope=Scope.REVIEW, role=Role.REVIEWER, conditional=True,
    summary=_l("Send a text back"),
)
def request_changes(call: Call, community: Community, actor: Actor, item_id: int, body: ChangesAsked) -> ItemShown:
    """With reasons, words, or both; `again` orders a new draft that is told them."""
    item = _seen(call, community, item_id, body)
    service.request_changes(
        call.session, community.id, item_id, version=item.version, actor=actor, now=call.now, reason=body.reason,
        reasons=body.reasons,
    )
    if body.again:
        drafting.start_run(call.session, community, [item_id], note="", submit=True, actor=actor, now=call.now)
    return item_shown(call, community, actor, item_id)


@endpoint(
    "POST", f"{_ONE}/take-back", scope=Scope.REVIEW, role=Role.REVIEWER, conditional=True,
    summary=_l("Take a decision back"),
)
def take_decision_back(call: Call, community: Community, actor: Actor, item_id: int) -> ItemShown:
    """One's own, within seconds, while nothing else happened to the item."""
    item = _seen(call, community, item_id)
    service.take_back(call.session, community.id, item_id, version=item.version, actor=actor, now=call.now)
    return item_shown(call, community, actor, item_id)


@endpoint("GET", f"{_ONE}/comments", scope=Scope.READ, role=Role.VIEWER, summary=_l("List comments"))
def list_comments(call: Call, community: Community, item_id: int, query: PageAsked) -> Page[CommentShown]:
    """In the order they were made. Two queries."""
    expect_item(call.session, community.id, item_id)
    return _COMMENTS.page(
        call.session, query, lambda row: CommentShown.model_validate(row, from_attributes=True), item_id=item_id
    )


@endpoint("POST", f"{_ONE}/comments", scope=Scope.REVIEW, role=Role.EDITOR, summary=_l("Comment on an item"))
def add_comment(
    call: Call, community: Community, actor: Actor, item_id: int, body: CommentNew
) -> Created[CommentShown]:
    """Whoever is named with @ is told."""
    item = library.get_item(call.session, community.id, item_id)
    comment = mentions.add_comment(call.session, item, body.body, actor=actor, now=call.now)
    shown = CommentShown.model_validate(comment, from_attributes=True)
    return Created(shown, at=f"{ROOT}/communities/{community.id}/items/{item_id}/comments")


def _seen(call: Call, community: Community, item_id: int, decision: Decision | None = None) -> ContentItem:
    """The locked item, if it is what the caller read."""
    item = library.get_item(call.session, community.id, item_id, lock=True)
    call.expect(item.version)
    if decision is not None and decision.fingerprint not in (None, item.fingerprint()):
        raise OtherWords(item.fingerprint())
    return item
