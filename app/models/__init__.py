"""Base and one file per aggregate; importing this package knows every table."""

from app.models.accounts import Membership, SignInLink, SignInSession, User
from app.models.audit import AuditEntry, AuditHead
from app.models.base import Base
from app.models.campaigns import Campaign
from app.models.communities import Column, Community, Event, MarkedDay, Persona, Product, Tag, Voice
from app.models.content import Comment, ContentItem, ItemEvent, ItemSearch, Revision, SavedFilter
from app.models.drafting import DraftingRun, DraftTask, Hold, TaskStatus
from app.models.exports import Export, ExportEntry, FeedToken
from app.models.feedback import FeedbackImport, FeedbackRecord
from app.models.imports import CalendarImport
from app.models.notifications import Channel, Delivery, DeliveryStatus, Notice, NoticeKind, Rhythm
from app.models.planning import PlanAcceptance
from app.models.prompts import PromptVersion, VersionState
from app.models.spending import ModelCall, Purpose

__all__ = [
    "AuditEntry", "AuditHead", "Base", "CalendarImport", "Campaign", "Channel", "Column", "Comment", "Community",
    "ContentItem", "Delivery", "DeliveryStatus", "DraftTask", "DraftingRun", "Event", "Export", "ExportEntry",
    "FeedToken", "FeedbackImport", "FeedbackRecord", "Hold", "ItemEvent", "ItemSearch", "MarkedDay", "Membership",
    "ModelCall", "Notice", "NoticeKind", "Persona", "PlanAcceptance", "Product", "PromptVersion", "Purpose",
    "Revision", "Rhythm", "SavedFilter", "SignInLink", "SignInSession", "Tag", "TaskStatus", "User", "VersionState",
    "Voice",
]
