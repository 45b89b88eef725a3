"""Cards of reply templates: when and to whom an answer is said, what is asked for, what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import Field

from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.shapes import N_, Shown
from app.core.errors import NotFound
from app.core.i18n import words
from app.core.zones import zone_of
from app.library.queries import load_present_item
from app.models import Community, ContentItem, ReplyTemplate, Scope
from app.replies.cards import Card, Ready, card_of, expiry_of, ready_of
from content_calendar.message import Message
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import MemberState, Platform, Scenario
from content_calendar.workflow import OUT, Role

_COUNTS = ("uses", "edited", "helped", "unanswered", "escalated")
_SAME = ("scenario", "member_states", "short_code", "snippet_key", "answer", "expires_on", "platform_notes")


class VariableShown(Shown):
    """A declared blank: `{name}` in the words."""

    name: str = Field(examples=["昵称"])
    kind: VariableKind
    default: str = Field(description=N_("What is used when nothing is given."), examples=[""])
    choices: tuple[str, ...] = Field(examples=[["顺丰", "中通"]])
    fact: str = Field(description=N_("The fact of the product it stands for."), examples=[""])
    required: bool


class CardShown(Shown):
    """The card of a reply template."""

    item_id: int = Field(examples=[42])
    version: int = Field(examples=[5])
    scenario: Scenario
    member_states: tuple[MemberState, ...] = Field(description=N_("Empty for members in any state."))
    variables: tuple[VariableShown, ...] = Field(description=N_("Its own, and after them those of its snippets."))
    snippets: Mapping[str, str] = Field(
        description=N_("What the snippets in its words said when it was saved or submitted, by name."),
        examples=[{"售后入口": "找客服小窗，备注订单号。"}],
    )
    text: str | None = Field(
        description=N_("Its words with the snippets in their place; null when they cannot be put together."),
        examples=["{昵称}，觉得贵很正常。"],
    )
    fault: str = Field(description=N_("Why not, in the language of Accept-Language."), examples=[""])
    short_code: str = Field(examples=["jgyy"])
    snippet_key: str = Field(description=N_("Names it as a passage of other templates."), examples=[""])
    answer: str = Field(description=N_("The same for all wordings of one answer."), examples=["9f2c6f0e4e3b4f53"])
    expires_on: date | None = Field(
        description=N_("The last day on which it is true, by the community's clocks."), examples=["2027-12-31"]
    )
    is_offered: bool = Field(
        description=N_("Whether an operator is offered it now: approved, still true, and no passage of others.")
    )
    platform_notes: Mapping[Platform, str] = Field(examples=[{"wecom_group": "一并发小程序卡片"}])
    uses: int = Field(examples=[31])
    edited: int = Field(description=N_("Uses whose words were changed before sending."), examples=[4])
    helped: int = Field(examples=[12])
    unanswered: int = Field(examples=[6])
    escalated: int = Field(description=N_("Handed to a person."), examples=[1])


@endpoint(
    "GET", "/communities/<int:community_id>/items/<int:item_id>/card", scope=Scope.READ, role=Role.VIEWER,
    summary=_l("Get the card of a reply template"),
)
def get_card(call: Call, community: Community, item_id: int) -> CardShown:
    """What is known of it beside its words. A post has none."""
    item = load_present_item(call.session, community.id, item_id)
    if item.reply is None:
        raise NotFound(_("This is a post, not a reply template."), _("Ask for items of the kind “reply_template”."))
    today = call.now.astimezone(zone_of(community.timezone)).date()
    return _shown(item, item.reply, card_of(item), today)


def _shown(item: ContentItem, row: ReplyTemplate, card: Card, today: date) -> CardShown:
    ready = ready_of(item)
    own = {variable.name for variable in card.variables}
    lent = [each for each in ready.variables if each.name not in own] if isinstance(ready, Ready) else []
    is_out = item.state in OUT and item.is_approved() and isinstance(ready, Ready)
    return CardShown(
        item_id=item.id, version=item.version, **{name: getattr(card, name) for name in _SAME},
        variables=tuple(map(_variable, (*card.variables, *lent))),
        snippets={name: said["text"] for name, said in (row.snippets or {}).items()},
        text=ready.text if isinstance(ready, Ready) else None, fault=words(ready) if isinstance(ready, Message) else "",
        is_offered=is_out and not card.snippet_key and expiry_of(item, today) is None,
        **{name: getattr(row, name) for name in _COUNTS},
    )


def _variable(variable: Variable) -> VariableShown:
    return VariableShown.model_validate(variable, from_attributes=True)
