"""Base and one file per aggregate; importing this package knows every table."""

from app.models.accounts import Membership, SignInLink, SignInSession, User
from app.models.api import ApiToken, RememberedAnswer, Scope
from app.models.audit import AuditEntry, AuditHead
from app.models.base import Base
from app.models.campaigns import Campaign
from app.models.communities import Column, Community, Event, MarkedDay, Persona, Product, Tag, Voice
from app.models.connections import CallbackReceipt, Connection, Push, PushAction, PushAttempt, PushStatus
from app.models.content import Comment, ContentItem, ItemEvent, ItemSearch, Revision, SavedFilter
from app.models.drafting import DraftingRun, DraftTask, Hold, TaskStatus
from app.models.exports import Export, ExportContent, ExportEntry, ExportTemplate, FeedToken
from app.models.feedback import (
    COUNTERS_TOLD,
    FeedbackBatch,
    FeedbackImport,
    FeedbackRecord,
    FeedbackVoid,
    HeadingMapping,
    MemberCount,
    PostStanding,
    UnmatchedReading,
)
from app.models.imports import CalendarImport
from app.models.learning import Choice, Contest, GoalWeights, LearnedEffect, LevelWeek, RankerState
from app.models.notifications import Channel, Delivery, DeliveryStatus, Notice, NoticeKind, Rhythm
from app.models.planning import PlanAcceptance
from app.models.prompts import PromptVersion, VersionState
from app.models.replies import (
    MemberMessage,
    Playbook,
    PlaybookStep,
    ReplyFavourite,
    ReplyGap,
    ReplyImport,
    ReplyOutcome,
    ReplyTemplate,
    ReplyUse,
)
from app.models.spending import ModelCall, Purpose
from app.models.uploads import KeptUpload
from app.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookKind

__all__ = [
    "COUNTERS_TOLD",
    "ApiToken", "AuditEntry", "AuditHead", "Base", "CalendarImport", "CallbackReceipt", "Campaign", "Channel", "Choice",
    "Column", "Comment", "Community", "Connection", "ContentItem", "Contest", "Delivery", "DeliveryStatus", "DraftTask",
    "DraftingRun", "Event", "Export", "ExportContent", "ExportEntry", "ExportTemplate", "FeedToken", "FeedbackBatch",
    "FeedbackImport", "FeedbackRecord", "FeedbackVoid", "GoalWeights", "HeadingMapping", "Hold", "ItemEvent",
    "ItemSearch", "KeptUpload", "LearnedEffect", "LevelWeek", "MarkedDay", "MemberCount", "MemberMessage", "Membership",
    "ModelCall", "Notice", "NoticeKind", "Persona", "PlanAcceptance", "Playbook", "PlaybookStep", "PostStanding",
    "Product", "PromptVersion", "Purpose", "Push", "PushAction", "PushAttempt", "PushStatus", "RankerState",
    "RememberedAnswer", "ReplyFavourite", "ReplyGap", "ReplyImport", "ReplyOutcome", "ReplyTemplate", "ReplyUse",
    "Revision", "Rhythm", "SavedFilter", "Scope", "SignInLink", "SignInSession", "Tag", "TaskStatus",
    "UnmatchedReading", "User", "VersionState", "Voice", "WebhookAttempt", "WebhookDelivery", "WebhookEndpoint",
    "WebhookEvent", "WebhookKind",
]
