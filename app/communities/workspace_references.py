"""What only the whole file can tell: keys used twice and keys that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.communities.workspace_schema import WorkspaceFile, WrittenCommunity
from content_calendar.message import Message
from content_calendar.planning.campaign_window import Window, overlap
from content_calendar.vocabulary import Term

Place = tuple[str | int, ...]
Found = tuple[Place, Message]

_KEYED = ("personas", "voices", "products", "columns", "events", "campaigns")


class ReferenceFlaw(Term):
    USED_TWICE = (
        "used_twice",
        "“{given}”已被 {first} 使用，请改成不同的值",
        "“{given}” is already used by {first}; choose another",
    )
    LEADS_NOWHERE = (
        "leads_nowhere",
        "找不到标识为“{given}”的{kind}；已有：{allowed}",
        "there is no {kind} with the key “{given}”; there are: {allowed}",
    )


class Referred(Term):
    COMMUNITY = "community", "社群", "community"
    PERSONA = "persona", "画像", "persona"
    VOICE = "voice", "人设", "voice"
    PRODUCT = "product", "产品", "product"
    EVENT = "event", "活动", "event"


def wrong_references(workspace: WorkspaceFile) -> list[Found]:
    """Every key or address used twice and every reference to a key that is not in the file, with its place."""
    return [*_people(workspace), *_communities(workspace)]


def _people(workspace: WorkspaceFile) -> Iterator[Found]:
    yield from _repeated(("people",), "key", (person.key for person in workspace.people))
    yield from _repeated(("people",), "email", (person.email for person in workspace.people))
    known = [community.key for community in workspace.communities]
    for index, person in enumerate(workspace.people):
        for key in person.roles:
            yield from _unknown(("people", index, "roles", key), Referred.COMMUNITY, key, known)
        for place, key in enumerate(person.compliance):
            yield from _unknown(("people", index, "compliance", place), Referred.COMMUNITY, key, known)


def _communities(workspace: WorkspaceFile) -> Iterator[Found]:
    yield from _repeated(("communities",), "key", (community.key for community in workspace.communities))
    for index, community in enumerate(workspace.communities):
        place = ("communities", index)
        for part in _KEYED:
            yield from _repeated((*place, part), "key", (entry.key for entry in getattr(community, part)))
        yield from _columns(place, community)
        yield from _campaigns(place, community)
        yield from _overlaps(place, community)


def _columns(place: Place, community: WrittenCommunity) -> Iterator[Found]:
    personas = [persona.key for persona in community.personas]
    voices = [voice.key for voice in community.voices]
    products = [product.key for product in community.products]
    for index, column in enumerate(community.columns):
        at = (*place, "columns", index)
        yield from _unknown((*at, "persona"), Referred.PERSONA, column.persona, personas)
        yield from _unknown((*at, "voice"), Referred.VOICE, column.voice, voices)
        if column.product is not None:
            yield from _unknown((*at, "product"), Referred.PRODUCT, column.product, products)


def _campaigns(place: Place, community: WrittenCommunity) -> Iterator[Found]:
    known = {
        Referred.VOICE: [voice.key for voice in community.voices],
        Referred.PRODUCT: [product.key for product in community.products],
        Referred.EVENT: [event.key for event in community.events],
    }
    personas = [persona.key for persona in community.personas]
    for index, campaign in enumerate(community.campaigns):
        at = (*place, "campaigns", index)
        for number, key in enumerate(campaign.personas):
            yield from _unknown((*at, "personas", number), Referred.PERSONA, key, personas)
        for kind, keys in known.items():
            named = getattr(campaign, kind.value)
            if named is not None:
                yield from _unknown((*at, kind.value), kind, named, keys)


def _overlaps(place: Place, community: WrittenCommunity) -> Iterator[Found]:
    names = {persona.key: persona.name for persona in community.personas}
    windows = [
        Window(written.name, written.first, written.last, {key: names.get(key, key) for key in written.personas})
        for written in community.campaigns
    ]
    for index, window in enumerate(windows):
        message = overlap(window, windows[:index])
        if message:
            yield (*place, "campaigns", index, "first"), message


def _repeated(place: Place, name: str, values: Iterable[str]) -> Iterator[Found]:
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if value in first:
            params = {"given": value, "first": f"{place[-1]}[{first[value]}]"}
            yield (*place, index, name), Message(ReferenceFlaw.USED_TWICE, params)
        first.setdefault(value, index)


def _unknown(place: Place, kind: Referred, key: str, known: list[str]) -> Iterator[Found]:
    if key not in known:
        params = {"given": key, "kind": kind, "allowed": ", ".join(known) or "—"}
        yield place, Message(ReferenceFlaw.LEADS_NOWHERE, params)
