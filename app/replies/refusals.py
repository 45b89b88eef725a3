"""Why a card or an order for a matrix is not taken."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.core.errors import Conflict, Invalid
from app.core.i18n import words
from app.drafting.service import MAX_PER_RUN
from content_calendar.message import Message

MAX_VARIABLES = 30
MAX_VARIANTS = 5


class CodeTaken(Invalid):
    def __init__(self, code: str) -> None:
        super().__init__(
            _l("The short code “%(code)s” belongs to another template.", code=code),
            _l("Choose another one, or take it away from that template first."),
        )


class SnippetNameTaken(Invalid):
    def __init__(self, name: str) -> None:
        super().__init__(
            _l("There is a snippet called “%(name)s” already.", name=name),
            _l("Choose another name, or change the snippet that is there."),
        )


class SnippetInUse(Conflict):
    def __init__(self, name: str, count: int) -> None:
        super().__init__(
            _l("“%(name)s” stands in %(count)s templates, so its name must stay.", name=name, count=count),
            _l("Take it out of those templates first."),
        )


class VariablesFaulty(Invalid):
    """Carries what is wrong with the declarations, one sentence each."""

    def __init__(self, faults: Sequence[Message]) -> None:
        super().__init__(" ".join(words(fault) for fault in faults), _l("Correct the variables, then save again."))


class TooManyVariables(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("A template has at most %(limit)s variables.", limit=MAX_VARIABLES),
            _l("Nobody answers more questions to send one answer: split it."),
        )


class NoPersona(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Nobody to speak to yet."), _l("Describe a persona under Communities first; a template belongs to one.")
        )


class NotATemplate(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This is a post, not a reply template."), _l("Choose a template in the library of replies.")
        )


class CardFixed(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("The card cannot change now: its words are being written, or it is archived."),
            _l("Wait for the draft or restore the template first."),
        )


class MatrixEmpty(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("The matrix has no cell."), _l("Choose at least one scenario."))


class MatrixTooLarge(Invalid):
    def __init__(self, count: int) -> None:
        super().__init__(
            _l("This matrix has %(count)s templates; at most %(limit)s fit into one run.", count=count,
               limit=MAX_PER_RUN),
            _l("Choose fewer scenarios, states or variants, and do it in parts."),
        )


class VariantsOutOfRange(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("A cell can have 1 to %(limit)s variants.", limit=MAX_VARIANTS), _l("Choose a number in this range.")
        )
