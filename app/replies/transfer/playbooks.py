"""Playbooks of a bundle: each comes once, when all its templates are here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.core.field_flaws import message_of, shortened
from app.core.i18n import words
from app.models import Community, Playbook, PlaybookStep
from app.replies import playbook_caps
from app.replies.transfer.shared import SharedPlaybook
from content_calendar.message import Message
from content_calendar.vocabulary import Term


class PlaybookVerdict(Term):
    """What becomes of a playbook in a bundle."""

    NEW = "playbook_new", "会一并导入", "Comes with the replies"
    KNOWN = "playbook_known", "这里已有同名剧本，保持不变", "There already; it stays as it is"
    INCOMPLETE = (
        "playbook_incomplete", "有 {count} 条话术没有导入，等它们齐了再导入一次",
        "{count} of its replies are not here; import the bundle again once they are",
    )
    FAULTY = "playbook_faulty", "“{where}”{why}", "“{where}”: {why}"


@dataclass(frozen=True, slots=True)
class JudgedPlaybook:
    """`shared` is there when it can come."""

    name: str
    said: Message
    shared: SharedPlaybook | None = None


def judge_playbooks(
    session: Session, community: Community, given: Sequence[Any], present: frozenset[str]
) -> tuple[JudgedPlaybook, ...]:
    """What becomes of each, when the replies with the keys in `present` are here; one query."""
    if not given:
        return ()
    known = set(session.scalars(select(Playbook.key).where(Playbook.community_id == community.id)))
    judged = []
    for each in given:
        one = _judged(each, community, known, present)
        known |= {one.shared.key} if one.shared else set()
        judged.append(one)
    return tuple(judged)


def take_in_playbooks(
    session: Session, community: Community, judged: Sequence[JudgedPlaybook], items: Mapping[str, int],
    now: datetime,
) -> list[str]:
    """Make those that can come, of the templates with these ids by their keys in the bundle; their own keys."""
    coming = [one.shared for one in judged if one.shared]
    session.add_all([_playbook(community, shared, items, now) for shared in coming])
    session.flush()
    return [shared.key for shared in coming]


def remove_playbooks(session: Session, community: Community, keys: Sequence[str]) -> None:
    """Those that came with a bundle and nobody changed since."""
    own = select(Playbook).where(
        Playbook.community_id == community.id, Playbook.key.in_(keys), Playbook.version == 1
    )
    for playbook in session.scalars(own.options(selectinload(Playbook.steps))):
        session.delete(playbook)
    session.flush()


def outgoing_playbooks(session: Session, community: Community, keys: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Every playbook whose templates all leave, `keys` by their ids; two queries."""
    for one in session.scalars(select(Playbook).where(Playbook.community_id == community.id).order_by(Playbook.key)):
        if one.steps and all(step.item_id in keys for step in one.steps):
            steps = [{"reply": keys[step.item_id], "day": step.day, "note": step.note} for step in one.steps]
            yield {"key": one.key, "name": one.name, "member_state": one.member_state.value, "steps": steps}


def _judged(given: Any, community: Community, known: set[str], present: frozenset[str]) -> JudgedPlaybook:
    try:
        shared = SharedPlaybook.model_validate(given)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        where = ".".join(map(str, detail["loc"])) or "—"
        params = {"where": shortened(where), "why": words(message_of(detail))}
        name = given.get("name", "") if isinstance(given, dict) else given
        return JudgedPlaybook(shortened(name), Message(PlaybookVerdict.FAULTY, params))
    if shared.key in known:
        return JudgedPlaybook(shared.name, Message(PlaybookVerdict.KNOWN))
    missing = sum(step.reply not in present for step in shared.steps)
    if missing:
        return JudgedPlaybook(shared.name, Message(PlaybookVerdict.INCOMPLETE, {"count": missing}))
    too_often = playbook_caps.faults(community, [step.day for step in shared.steps])
    if too_often:
        return JudgedPlaybook(shared.name, too_often[0])
    return JudgedPlaybook(shared.name, Message(PlaybookVerdict.NEW), shared)


def _playbook(community: Community, shared: SharedPlaybook, items: Mapping[str, int], now: datetime) -> Playbook:
    steps = [
        PlaybookStep(position=place, item_id=items[step.reply], day=step.day, note=step.note, created_at=now)
        for place, step in enumerate(sorted(shared.steps, key=lambda step: step.day), 1)
    ]
    return Playbook(
        community_id=community.id, key=shared.key, name=shared.name, member_state=shared.member_state, steps=steps,
        created_at=now,
    )
