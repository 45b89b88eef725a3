"""What an operator looks for on the desk, as it travels in addresses and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.row_ids import row_id
from content_calendar.replies.retrieval import MAX_QUERY
from content_calendar.vocabulary import MemberState, Scenario, Term


class View(Term):
    """Which part of the library is searched."""

    ALL = "all", "全部", "All"
    FAVOURITES = "favourites", "收藏", "Favourites"
    RECENT = "recent", "最近用过", "Recent"


@dataclass(frozen=True, slots=True)
class Wish:
    """Empty asks for everything. `persona` comes first, the others stay within reach."""

    words: str = ""
    scenario: Scenario | None = None
    state: MemberState | None = None
    persona: int | None = None
    view: View = View.ALL

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Wish:
        """What an address or a form asks for; what is not known asks for nothing."""
        return cls(
            words=arguments.get("q", "")[:MAX_QUERY].strip(), scenario=Scenario.named(arguments.get("scenario", "")),
            state=MemberState.named(arguments.get("members", "")),
            persona=_number(arguments.get("persona", "")),
            view=View.named(arguments.get("view", "")) or View.ALL,
        )


def _number(text: str) -> int | None:
    try:
        return row_id(text)
    except ValueError:
        return None
