"""Why an act on a prompt is refused: cause and remedy, with the status a browser is told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.copywriter.prompt_fault import PromptFault
from app.core.errors import Conflict, Forbidden, Invalid


class PromptFaulty(Invalid):
    """The text cannot serve; `faults` say where and why."""

    def __init__(self, faults: tuple[PromptFault, ...]) -> None:
        super().__init__(
            _l("The prompt has faults, so it was not proposed."), _l("Mend the lines listed, then propose it again.")
        )
        self.faults = faults


class NothingChanged(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This is word for word what is in production."), _l("Change something first, then propose it.")
        )


class NewerVersion(Conflict):
    """Somebody proposed while this editor was open."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _l("Somebody proposed version #%(number)s while you were writing.", number=number),
            _l("Nothing of yours is lost. Compare the two, then propose yours again if it is still wanted."),
        )
        self.number = number


class OwnVersion(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _l("You wrote this version, so somebody else must decide."), _l("Ask another reviewer or the owner.")
        )


class AlreadyDecided(Conflict):
    def __init__(self, state: str) -> None:
        super().__init__(
            _l("Somebody else was faster: this version is now “%(state)s”.", state=state),
            _l("Reload the page to see who decided what."),
        )


class ProductionMoved(Conflict):
    """What the reviewer compared it with no longer serves."""

    def __init__(self) -> None:
        super().__init__(
            _l("Another version went into or out of production since you opened this page."),
            _l("Reload the page, compare again and then decide."),
        )


class Overtaken(Conflict):
    def __init__(self, number: int) -> None:
        super().__init__(
            _l("The newer version #%(number)s is in production already.", number=number),
            _l("Propose this text once more on top of it if it should replace it."),
        )


class GoldenMissing(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("The golden cases of this version have not passed."),
            _l("Run them; when one fails, propose a mended version."),
        )


class ReasonMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("Say what speaks against this version."), _l("One sentence helps its author."))
