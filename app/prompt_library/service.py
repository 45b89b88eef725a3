"""What may be done to the prompts, whoever asks: propose, try the golden cases, approve, send back, retire."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.copywriter.golden import GoldenResult, run_golden
from app.copywriter.prompty import (
    Prompt,
    PromptInvalid,
    PromptSource,
    file_name,
    load_prompt,
    prompt_keys,
    read_prompt,
)
from app.core.errors import NotFound
from app.core.i18n import label
from app.models import PromptVersion, VersionState
from app.prompt_library.checking import faults_of
from app.prompt_library.refusals import (
    AlreadyDecided,
    GoldenMissing,
    NewerVersion,
    NothingChanged,
    Overtaken,
    OwnVersion,
    ProductionMoved,
    PromptFaulty,
    ReasonMissing,
)

SHIPPED = 0
"""The number that stands for the file that ships with the product."""


def versions_label(number: int) -> str:
    """How a version is named on screen and in a text's provenance: "#3"."""
    return f"#{number}"


def in_production(session: Session) -> PromptSource:
    """The prompts that serve at this moment: the newest approved version of a key, else the shipped file.

    One query now and none later, so that it may be called where no transaction is open. The source raises
    PromptInvalid for a key nobody knows and for a text that cannot be read any more.
    """
    query = (
        select(PromptVersion.key, PromptVersion.number, PromptVersion.text)
        .where(PromptVersion.state == VersionState.APPROVED)
        .order_by(PromptVersion.number)
    )
    newest = {key: (number, text) for key, number, text in session.execute(query)}
    return lambda key: prompt_of(key, *newest[key]) if key in newest else load_prompt(key)


@lru_cache(maxsize=512)
def prompt_of(key: str, number: int, text: str) -> Prompt:
    """The prompt a version holds, named by its number. Raises PromptInvalid."""
    return read_prompt(text, key).model_copy(update={"version": versions_label(number)})


def readable(source: PromptSource, key: str) -> Prompt | None:
    """None for an approved text the product can no longer read: pages still have to show it."""
    try:
        return source(key)
    except PromptInvalid:
        return None


def get_version(session: Session, key: str, number: int, *, lock: bool = False) -> PromptVersion:
    """One version with its people, locked for change if asked. Raises NotFound."""
    query = select(PromptVersion).where(PromptVersion.key == key, PromptVersion.number == number)
    query = query.options(joinedload(PromptVersion.author))
    if lock:
        query = query.with_for_update(of=PromptVersion).execution_options(populate_existing=True)
    version = session.scalar(query)
    if version is None or key not in prompt_keys():
        raise NotFound
    return version


def propose(
    session: Session, key: str, text: str, *, note: str, newest: int, actor: Actor, now: datetime
) -> PromptVersion:
    """Append a version for others to decide on, with the results of its golden cases.

    `newest` is the number of the newest version its author knew of. Raises NotFound, PromptFaulty, NewerVersion,
    NothingChanged.
    """
    if key not in prompt_keys():
        raise NotFound
    faults = faults_of(text, key)
    if faults:
        raise PromptFaulty(faults)
    last = newest_number(session, key)
    if last != newest:
        raise NewerVersion(last)
    if text == _serving_text(session, key):
        raise NothingChanged
    version = PromptVersion(key=key, number=last + 1, text=text, note=note, author=actor.user, created_at=now)
    run_golden_cases(session, version, now=now)
    session.add(version)
    session.flush()
    return version


def run_golden_cases(session: Session, version: PromptVersion, *, now: datetime) -> bool:
    """Fill the version from each of its golden cases and keep what came of it; whether all of them passed."""
    version.golden = [asdict(result) | {"faults": list(result.faults)} for result in _golden_results(version)]
    version.golden_at = now
    return has_passed(version)


def _golden_results(version: PromptVersion) -> tuple[GoldenResult, ...]:
    """A text that was proposed long ago and cannot be read any more fails as a whole."""
    try:
        return run_golden(prompt_of(version.key, version.number, version.text))
    except PromptInvalid as invalid:
        language = version.key.rpartition(".")[2]
        return (GoldenResult(file_name(version.key), tuple(fault.text(language) for fault in invalid.faults)),)


def has_passed(version: PromptVersion) -> bool:
    """Whether there are results of golden cases, all of them without a fault. The text they are of never changes."""
    return bool(version.golden) and not any(result["faults"] for result in version.golden)


def approve(session: Session, key: str, number: int, *, seen: int, actor: Actor, now: datetime) -> PromptVersion:
    """Put the version into production. `seen` is the number that was in production when the reviewer looked.

    Raises NotFound, OwnVersion, AlreadyDecided, ProductionMoved, Overtaken, GoldenMissing.
    """
    version = _to_decide(session, key, number, VersionState.PROPOSED, actor)
    serving = number_in_production(session, key)
    if serving > number:
        raise Overtaken(serving)
    if serving != seen:
        raise ProductionMoved
    # run again: what the product expects of a prompt may have moved since it was proposed
    if not has_passed(version) or not run_golden_cases(session, version, now=now):
        raise GoldenMissing
    version.state = VersionState.APPROVED
    version.decided_by, version.decided_at = actor.user, now
    session.flush()
    return version


def reject(session: Session, key: str, number: int, *, reason: str, actor: Actor, now: datetime) -> PromptVersion:
    """Send the version back to its author. Raises NotFound, OwnVersion, AlreadyDecided, ReasonMissing."""
    version = _to_decide(session, key, number, VersionState.PROPOSED, actor)
    if not reason.strip():
        raise ReasonMissing
    version.state, version.reason = VersionState.REJECTED, reason
    version.decided_by, version.decided_at = actor.user, now
    session.flush()
    return version


def retire(session: Session, key: str, number: int, *, reason: str, actor: Actor, now: datetime) -> PromptVersion:
    """Take the version out of production; the approved one before it serves again, else the shipped file.

    Raises NotFound, OwnVersion, AlreadyDecided, ReasonMissing.
    """
    version = _to_decide(session, key, number, VersionState.APPROVED, actor)
    if not reason.strip():
        raise ReasonMissing
    version.state, version.reason = VersionState.RETIRED, reason
    version.retired_by, version.retired_at = actor.user, now
    session.flush()
    return version


def newest_number(session: Session, key: str) -> int:
    """The number of the newest version, whatever became of it; 0 when nobody ever proposed one."""
    return session.scalar(select(func.max(PromptVersion.number)).where(PromptVersion.key == key)) or SHIPPED


def number_in_production(session: Session, key: str) -> int:
    """The number of the version that serves; 0 for the shipped file."""
    approved = (PromptVersion.key == key, PromptVersion.state == VersionState.APPROVED)
    return session.scalar(select(func.max(PromptVersion.number)).where(*approved)) or SHIPPED


def _serving_text(session: Session, key: str) -> str:
    approved = (PromptVersion.key == key, PromptVersion.state == VersionState.APPROVED)
    newest = select(PromptVersion.text).where(*approved).order_by(PromptVersion.number.desc()).limit(1)
    return session.scalar(newest) or load_prompt(key).text


def _to_decide(session: Session, key: str, number: int, state: VersionState, actor: Actor) -> PromptVersion:
    """The locked version, when it is in the state a decision begins from and `actor` may take it.

    All versions of the key are locked: two people who decide on two of them do so one after the other.
    """
    session.execute(
        select(PromptVersion.id).where(PromptVersion.key == key).order_by(PromptVersion.id).with_for_update()
    )
    version = get_version(session, key, number, lock=True)
    if version.author_id == actor.user.id:
        raise OwnVersion
    if version.state is not state:
        raise AlreadyDecided(label(version.state))
    return version

