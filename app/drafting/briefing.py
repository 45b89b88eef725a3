"""From rows to the plain values a copywriter is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from app.copywriter.brief import (
    AdaptBrief,
    Brief,
    CommunityBrief,
    EventBrief,
    Fact,
    PersonaBrief,
    ProductBrief,
    ReplyBrief,
    ReworkBrief,
    TopicBrief,
    VoiceBrief,
)
from app.core.zones import zone_of
from app.drafting.requests import ChangeRequest
from app.library.findings import findings_of
from app.models import Community, ContentItem, DraftingRun, DraftTask, Event, Persona, Product, Voice
from content_calendar.copy_rules.context import Twin
from content_calendar.planning.touches import arc
from content_calendar.vocabulary import ContentKind, Language, MemberState, Need, Platform, Scene, Tactic

_MOMENT = {Language.ZH: "M月d日EEEE HH:mm", Language.EN: "EEEE d MMMM, HH:mm"}
_DAY = {Language.ZH: "M月d日", Language.EN: "d MMMM"}
_NEXT_TEXT, _NEXT_VARIANT = 7919, 104_729
"""Primes, so that no text of an item shares its seed with another one."""


def brief_of(
    item: ContentItem, *, task: DraftTask, avoid: tuple[str, ...] = (), examples: tuple[str, ...] = (),
    twins: Sequence[Twin] = (), request: ChangeRequest | None = None,
) -> Brief:
    """The brief of one item as its run asks for it; the item comes with all its parts loaded.

    What a reviewer asked for goes to the findings of a rework, and to the note of a new draft.
    """
    run, column, campaign, zone = task.run, item.column, item.campaign, zone_of(item.community.timezone)
    language = run.target_language or item.language
    asked = request.sentences(language) if request else ()
    return Brief(
        language=language,
        community=_community(item.community, run.target_platform or item.platform),
        persona=_persona(item.persona),
        voice=_voice(item.voice) if item.voice else VoiceBrief(name=item.community.brand),
        value=item.value,
        stage=item.stage,
        form=item.form,
        seed=_seed(item, task),
        slot_at=item.slot_at.astimezone(zone) if item.slot_at else None,
        goal=item.goal,
        scene=campaign.scene if campaign and item.scene is Scene.NONE else item.scene,
        occasion=item.occasion,
        column=column.name if column else "",
        theme=column.theme if column else campaign.theme if campaign else "",
        prompt=column.prompt if column else "",
        topic=TopicBrief(item.topic["title"], tuple(item.topic["points"])) if item.topic else None,
        product=_product(item.product) if item.product else None,
        event=_promoted(item, language, zone),
        avoid=avoid,
        examples=examples,
        touch=_step(item),
        tactic=_tactic(item),
        reply=_reply(item),
        rework=_rework(item, run, language, twins, asked),
        note="\n".join(filter(None, (run.note, *asked))),
        sent_back_for=request.reasons if request else (),
    )


def brief_to_adapt(item: ContentItem, variables: Sequence[str], adapt: AdaptBrief) -> Brief:
    """The brief that fits an approved reply template to one message; `variables` are the blanks it may leave."""
    reply = _reply(item)
    return Brief(
        language=item.language,
        community=_community(item.community, item.platform),
        persona=_persona(item.persona),
        voice=_voice(item.voice) if item.voice else VoiceBrief(name=item.community.brand),
        value=item.value,
        stage=item.stage,
        form=item.form,
        seed=item.seed,
        product=_product(item.product) if item.product else None,
        reply=replace(reply, variables=tuple(variables)) if reply else None,
        adapt=adapt,
    )


def _seed(item: ContentItem, task: DraftTask) -> int:
    """Another one for every item, for every text it had before and for every variant."""
    before = item.current_revision.number if item.current_revision else 0
    return item.seed + _NEXT_TEXT * before + _NEXT_VARIANT * (task.variant - 1)


def _rework(
    item: ContentItem, run: DraftingRun, language: Language, twins: Sequence[Twin], asked: Sequence[str]
) -> ReworkBrief | None:
    if run.instruction is None or item.current_revision is None:
        return None
    findings = dict.fromkeys(finding.message.text(language) for finding in findings_of(item, twins=twins))
    return ReworkBrief(
        instruction=run.instruction, text=item.current_revision.copy(), language=item.language,
        platform=item.platform, findings=(*findings, *asked),
    )


def _community(row: Community, platform: Platform) -> CommunityBrief:
    rules = (row.entry_condition, row.speaking_norms, row.activity_rules)
    return CommunityBrief(
        name=row.name, brand=row.brand, platform=platform, purpose=row.purpose, rules=tuple(filter(None, rules))
    )


def _persona(row: Persona) -> PersonaBrief:
    return PersonaBrief(
        name=row.name, summary=row.summary, address=row.address, static=row.static_facets,
        dynamic=row.dynamic_facets, opinions=row.opinions, channels=row.channels, never=tuple(row.never),
        tags=tuple(row.tags), needs=tuple(Need(need) for need in row.needs), member_state=row.member_state,
    )


def _voice(row: Voice) -> VoiceBrief:
    return VoiceBrief(
        name=row.name, role=row.role, tone=tuple(row.tone), always=tuple(row.always), never=tuple(row.never),
        samples=tuple(row.samples),
    )


def _product(row: Product) -> ProductBrief:
    return ProductBrief(name=row.name, facts=tuple(Fact(fact["name"], fact["value"]) for fact in row.facts))


def _promoted(item: ContentItem, language: Language, zone: ZoneInfo) -> EventBrief | None:
    """The event a post is about; a campaign for no event is itself what its touches speak of."""
    if item.event is not None:
        return _event(item.event, language, zone)
    if item.campaign is None:
        return None
    days = (item.campaign.first, item.campaign.last)
    first, last = (format_date(day, _DAY[language], locale=language.value) for day in days)
    return EventBrief(name=item.campaign.name, theme=item.campaign.theme, when=f"{first} – {last}")


def _reply(item: ContentItem) -> ReplyBrief | None:
    if item.kind is not ContentKind.REPLY_TEMPLATE or item.reply is None:
        return None
    card = item.reply
    return ReplyBrief(
        scenario=card.scenario, member_states=tuple(map(MemberState, card.member_states)),
        variables=tuple(variable["name"] for variable in card.variables),
    )


def _step(item: ContentItem) -> int:
    """Where the post stands on the arc of seven, also in a campaign of fewer touches; 0 outside one."""
    if item.campaign is None or not item.touch:
        return 0
    steps = arc(item.campaign.touches)
    return steps[min(item.touch, len(steps)) - 1].number


def _tactic(item: ContentItem) -> Tactic | None:
    own = item.campaign.tactic if item.campaign else None
    return own or (item.event.tactic if item.event else None)


def _event(row: Event, language: Language, zone: ZoneInfo) -> EventBrief:
    start, end = (_moment(at, language, zone) for at in (row.starts_at, row.ends_at))
    return EventBrief(
        name=row.name, theme=row.theme, when=f"{start} – {end}", place=row.place, way_to_join=row.way_to_join,
        prizes=row.prizes,
    )


def _moment(at: datetime, language: Language, zone: ZoneInfo) -> str:
    return format_datetime(at, _MOMENT[language], tzinfo=zone, locale=language.value)
