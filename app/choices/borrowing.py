"""Words that stand in another post: taken over with their origin, and with everybody whose words they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.library import service as library
from app.models import ContentItem, Revision
from content_calendar.vocabulary import Language, Term
from content_calendar.workflow import Action


class Why(Term):
    """Sentences that stay with a post, in the languages of its readers."""

    RIVAL = "rival", "与「{title}」竞争同一时段", "A rival of “{title}” for this slot"
    RETURNS = "returns", "常青内容「{title}」再次发布", "The evergreen “{title}” returns"
    SET_ASIDE = "set_aside", "同一时段选了「{title}」", "“{title}” was chosen for this slot"
    UNDONE = "undone", "撤销了选择", "The choice was undone"

    def say(self, title: str = "") -> dict[str, str]:
        """The sentence in every language a reader may have."""
        return {language.value: self.label(language).format(title=title) for language in Language}


def borrow(
    session: Session, item: ContentItem, source: ContentItem, text: Revision, *, actor: Actor, now: datetime
) -> Revision:
    """Make `text` of `source` the words of `item` and hand them to the reviewers like any others.

    A draft stays a draft when a check finds something that must be fixed. Whoever wrote the words there cannot be the
    second pair of eyes here, and neither can the actor. Raises TransitionRefused.
    """
    revision = library.write_revision(
        session, item, text.copy(), provenance=_origin(source, text), author=actor, now=now
    )
    library.advance(session, item, Action.EDIT, actor=actor, now=now)
    if library.may_submit(item, ""):
        library.submit(session, item, actor=actor, now=now)
    return revision


def _origin(source: ContentItem, text: Revision) -> Provenance:
    """What wrote the words, without what it cost: nothing was written or paid a second time."""
    was = text.provenance
    return Provenance(
        text.writer, prompt=text.prompt, prompt_version=text.prompt_version, endpoint=was.get("endpoint", ""),
        model=was.get("model", ""), parameters=dict(was.get("parameters") or {}), input_hash=was.get("input_hash", ""),
        seed=int(was.get("seed") or 0), platform=source.platform, language=source.language,
        hands=tuple(sorted(library.hands_of(source, text))), taken_from=source.id,
    )
