"""Personas: whom a community speaks to."""

from __future__ import annotations

from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import bindparam, select

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Listing, Order
from app.api.resources.sent_fields import at_fields, left_out, whole
from app.api.shapes import N_, Created, Page, PageAsked, Sent, Shown
from app.communities import service
from app.communities.keys import make_key
from app.communities.surroundings import surroundings_of
from app.communities.workspace_schema import Needs, Tags, WrittenPersona
from app.communities.written_shares import whole_number
from app.core.text_fields import Lines, Name, ShortLine, Slug, Text
from app.models import Community, Persona, Scope
from content_calendar.vocabulary import Circle, FanType, Language, MemberState, Need
from content_calendar.workflow import Role

_ALL = "/communities/<int:community_id>/personas"
_ONE = f"{_ALL}/<int:persona_id>"


class PersonaShown(Shown):
    """A persona with all that is written about it."""

    id: int = Field(examples=[1])
    key: str = Field(examples=["new-mother"])
    name: str = Field(examples=["新手妈妈"])
    color: int = Field(description=N_("Index into the palette, 0 to 11."), examples=[0])
    language: Language
    summary: str = Field(description=N_("Who they are."), examples=["第一次当妈妈，宝宝六个月到一岁"])
    address: str = Field(description=N_("How they are addressed."), examples=["妈妈们"])
    static_facets: str = Field(examples=["25 到 35 岁，一二线城市"])
    dynamic_facets: str = Field(examples=["晚上十点后逛育儿论坛"])
    opinions: str = Field(examples=["嫌餐具难洗"])
    channels: str = Field(examples=["小红书看测评，群里下单"])
    never: tuple[str, ...] = Field(description=N_("What is never said to them."), examples=[["亲亲"]])
    tags: tuple[str, ...] = Field(description=N_("Written namespace:name."), examples=[["life:在家带娃"]])
    needs: tuple[Need, ...]
    fan_type: FanType | None
    circle: Circle | None
    member_state: MemberState | None
    version: int = Field(examples=[3])


class PersonaEdit(Sent):
    """What shall change of a persona; what is left out stays."""

    name: Name = Field(default_factory=left_out, examples=["新手妈妈"])
    key: Slug = Field(default_factory=left_out, description=N_("Its name in files."), examples=["new-mother"])
    color: Annotated[int, whole_number(0, 11)] = Field(
        default_factory=left_out, examples=[0], json_schema_extra={"minimum": 0, "maximum": 11}
    )
    language: Language = Field(default_factory=left_out)
    summary: Text = Field(default_factory=left_out, examples=["第一次当妈妈，宝宝六个月到一岁"])
    address: ShortLine = Field(default_factory=left_out, examples=["妈妈们"])
    static_facets: Text = Field(default_factory=left_out, examples=["25 到 35 岁，一二线城市"])
    dynamic_facets: Text = Field(default_factory=left_out, examples=["晚上十点后逛育儿论坛"])
    opinions: Text = Field(default_factory=left_out, examples=["嫌餐具难洗"])
    channels: Text = Field(default_factory=left_out, examples=["小红书看测评，群里下单"])
    never: Lines = Field(default_factory=left_out, examples=[["亲亲"]])
    tags: Tags = Field(default_factory=left_out, examples=[["life:在家带娃"]])
    needs: Needs = Field(default_factory=left_out)
    fan_type: FanType | None = Field(default_factory=left_out)
    circle: Circle | None = Field(default_factory=left_out)
    member_state: MemberState | None = Field(default_factory=left_out)


class PersonaNew(PersonaEdit):
    """A new persona; without a key it gets one made of its name."""

    name: Name = Field(examples=["新手妈妈"])


_PERSONAS = Listing(
    select(*(getattr(Persona, name) for name in PersonaShown.model_fields))
    .where(Persona.community_id == bindparam("community_id")),
    Order("id", (Persona.id,)),
)


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List personas"))
def list_personas(call: Call, community: Community, query: PageAsked) -> Page[PersonaShown]:
    """One query."""
    return _PERSONAS.page(call.session, query, _shown, community_id=community.id)


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a persona"))
def get_persona(call: Call, community: Community, persona_id: int) -> PersonaShown:
    """One of them."""
    return _shown(service.get_part(call.session, community, Persona, persona_id))


@endpoint("POST", _ALL, scope=Scope.PLAN, role=Role.EDITOR, summary=_l("Add a persona"))
def create_persona(call: Call, community: Community, actor: Actor, body: PersonaNew) -> Created[PersonaShown]:
    """Tags that are new to the community are added to it."""
    service.require_setting_up(actor)
    sent = body.model_dump(exclude_unset=True)
    if "key" not in sent:
        sent["key"] = make_key(body.name, "persona", surroundings_of(call.session, community).keys("persona"))
    made = _saved(call, community, None, sent)
    return Created(_shown(made), at=f"{ROOT}/communities/{community.id}/personas/{made.id}")


@endpoint("PATCH", _ONE, scope=Scope.PLAN, role=Role.EDITOR, summary=_l("Change a persona"))
def change_persona(
    call: Call, community: Community, actor: Actor, persona_id: int, body: PersonaEdit
) -> PersonaShown:
    """What is left out stays as it is."""
    service.require_setting_up(actor)
    persona = service.get_part(call.session, community, Persona, persona_id, lock=True)
    call.expect(persona.version)
    before = {name: getattr(persona, name) for name in WrittenPersona.model_fields}
    return _shown(_saved(call, community, persona, before | body.model_dump(exclude_unset=True)))


def _saved(call: Call, community: Community, persona: Persona | None, values: dict[str, object]) -> Persona:
    written = whole(WrittenPersona, values)
    version = persona.version if persona else 0
    with at_fields():
        return service.save_persona(call.session, community, persona, written, version=version, now=call.now)


def _shown(row: object) -> PersonaShown:
    return PersonaShown.model_validate(row, from_attributes=True)
