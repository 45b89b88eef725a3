"""What may be done to a content item, whoever asks: the room's door, behind which each act has a file of its own.

Every act has four beats: fetch and lock, ask the workflow, change and record the event, wake workers after commit.
"""

from app.library.approval import NotApproved, require_approved, void_approval
from app.library.contested import SlotContested, contested, require_slot, same_slot, uncontested
from app.library.editing import edit_copy, leave_campaign, note_edit
from app.library.hands import hands_in, hands_of, keeper_of
from app.library.items import StaleVersion, expect_version, get_item
from app.library.publishing import mark_published
from app.library.rescheduling import SlotInPast, SlotOutOfReach, expect_reachable, reschedule
from app.library.revisions import (
    TextMissing,
    make_current,
    new_revision,
    newest_numbers,
    revision_values,
    write_revision,
)
from app.library.snippets import hold_names
from app.library.steps import advance, step, take_state
from app.library.submitting import LEAST_REASON, MOST_REASON, FindingsBlock, may_submit, submit

__all__ = [
    "LEAST_REASON", "MOST_REASON", "FindingsBlock", "NotApproved", "SlotContested", "SlotInPast", "SlotOutOfReach",
    "StaleVersion", "TextMissing", "advance", "contested", "edit_copy", "expect_reachable", "expect_version",
    "get_item", "hands_in", "hands_of", "hold_names", "keeper_of", "leave_campaign", "make_current", "mark_published",
    "may_submit", "new_revision", "newest_numbers", "note_edit", "require_approved", "require_slot", "reschedule",
    "revision_values", "same_slot", "step", "submit", "take_state", "uncontested", "void_approval", "write_revision",
]
