"""Why something cannot be chosen, marked or undone; cause and remedy."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.errors import Conflict, Invalid

MOST_RIVALS = 5


class NoOtherText(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("A rival needs another text than the present one, written for the same platform and language."),
            _l("Draft a variant or write another version first, then choose it here."),
        )


class NoRival(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Only a post with a text and a time ahead that is not out yet can have rivals."),
            _l("Choose a time ahead, or make a new post."),
        )


class TooManyRivals(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("%(count)s posts stand for this slot already.", count=MOST_RIVALS),
            _l("Archive one of them, or decide between them first."),
        )


class NothingToDecide(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("There are no two approved posts for this slot, so there is nothing to decide."),
            _l("Reload the page: somebody may have decided, or an approval is missing."),
        )


class SlotTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("One of the posts for this slot has left already and holds it."),
            _l("Archive the others, or move them to another time."),
        )


class OnItsWay(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("One of these posts is on its way to a publishing tool, or it is not known whether it arrived."),
            _l("Wait for the answer, or settle it under Exports → Pushes; then decide."),
        )


class AllHeldBack(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("The numbers so far say that all of these would drive members away, so none was chosen."),
            _l("Revise one of them, or archive those that should not go out."),
        )


class NotOutYet(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Only the words of a published post can return."), _l("Mark it as published first, or wait until it is.")
        )


class ChoiceStands(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This choice can no longer be undone: what was chosen was approved, changed, moved or sent since."),
            _l("Open the post: it can be edited, moved or archived there."),
        )


class PicksChanged(Conflict):
    """What was looked at is no longer what would be picked."""

    def __init__(self) -> None:
        super().__init__(
            _l("Something changed since you looked. Nothing was picked."),
            _l("This is what would be picked now; look at it again, then pick."),
        )


class NothingToPick(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("No slot in this range has an evergreen that may return."),
            _l("Choose other days, mark more published posts as evergreen, or plan slots without a text."),
        )
