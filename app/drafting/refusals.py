"""Why an order for drafts is not taken."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.errors import Invalid

MAX_PER_RUN = 200
MAX_VARIANTS = 5


class NothingToDraft(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("None of the chosen slots can be drafted now."),
            _l("Choose planned slots, drafts or returned items of one persona."),
        )


class TooMany(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("At most %(limit)s drafts fit into one run.", limit=MAX_PER_RUN), _l("Draft a shorter range first.")
        )


class TooManyVariants(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("An item can have 1 to %(limit)s variants in one run.", limit=MAX_VARIANTS),
            _l("Choose a number in this range."),
        )


class NothingToRework(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("None of the chosen items can be reworked like this now."),
            _l("Choose drafts or returned items that have a text and something to change."),
        )


class TargetMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("The platform or the language of the new text is missing."),
            _l("Choose the platform or the language, then try again."),
        )


class NoVariant(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This text does not belong to the item."), _l("Reload the page and choose one of the texts shown.")
        )
