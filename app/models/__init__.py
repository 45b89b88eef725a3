"""Base and one file per aggregate; importing this package knows every table."""

from app.models.accounts import Membership, SignInLink, User
from app.models.base import Base
from app.models.communities import Column, Community, Event, Persona, Product, Tag, Voice
from app.models.content import Comment, ContentItem, ItemEvent, Revision
from app.models.drafting import DraftingRun, DraftTask, TaskStatus
from app.models.exports import Export, ExportEntry, FeedToken
from app.models.feedback import FeedbackImport, FeedbackRecord

__all__ = [
    "Base", "Column", "Comment", "Community", "ContentItem", "DraftTask", "DraftingRun", "Event", "Export",
    "ExportEntry", "FeedToken", "FeedbackImport", "FeedbackRecord", "ItemEvent", "Membership", "Persona", "Product",
    "Revision", "SignInLink", "Tag", "TaskStatus", "User", "Voice",
]
