"""Why a campaign or an event cannot be changed like that."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from app.core.errors import Conflict
from content_calendar.vocabulary import Term


class LetGo(Term):
    """What the history of an archived post says of it."""

    CAMPAIGN_DELETED = (
        "campaign_deleted", "推广“{name}”已删除，这条内容不再属于它",
        "the campaign “{name}” was deleted; this post no longer belongs to it",
    )


class HasPosts(Conflict):
    """Posts that are not archived belong to the campaign."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(
            _ln(
                "%(num)s post belongs to “%(name)s”, so it was not deleted.",
                "%(num)s posts belong to “%(name)s”, so it was not deleted.", count, name=name,
            ),
            _l("Archive them first; archived posts stay in the library and no longer belong to it."),
        )


class LineGone(Conflict):
    """The checklist was changed since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _l("This line is no longer in the checklist: somebody changed the event."),
            _l("Reload to see the checklist as it is now."),
        )
