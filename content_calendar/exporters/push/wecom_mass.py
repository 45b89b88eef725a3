"""WeCom mass messages: a task for a staff member, who confirms it in the client before anybody reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import FieldKind, Lines, Needed, OptionField, flaw, split_lines
from content_calendar.exporters.push.outcomes import Outcome, delivered, unclear
from content_calendar.exporters.push.requests import Received, Request, member, members, with_json
from content_calendar.exporters.push.target import Facts, Found, NotBuilt, Trace
from content_calendar.exporters.push.wecom_api import WecomOptions, WecomTarget, names, refused, sent_about
from content_calendar.exporters.push.wecom_attachments import attachments
from content_calendar.exporters.push.wecom_quota import QuotaRule
from content_calendar.exporters.push.wecom_words import Audience, WecomFlaw, WecomLabel
from content_calendar.exporters.push.words_of_posts import same_words
from content_calendar.message import Message
from content_calendar.vocabulary import Platform

MOST_BYTES, MOST_CHATS = 4_000, 2_000
_LINK_TITLE_BYTES = 128
_NAME = re.compile(r"\s*[=＝]\s*|\s+")


def _groups(value: object) -> object:
    lines = split_lines(value)
    return dict(map(_group, lines)) if isinstance(lines, list) else lines


def _group(line: object) -> tuple[str, str]:
    chat, *name = _NAME.split(str(line), 1)
    return chat, name[0] if name else ""


Groups = Annotated[dict[str, str], BeforeValidator(_groups)]
"""Names of chats by their id; written `id=name` or the id alone, one a line."""


class WecomMassOptions(WecomOptions):
    """`chats` are for groups, `tags` for customers one by one; a line of tags is a set of which one must fit."""

    to: Audience = Audience.GROUP
    sender: Needed
    chats: Groups = Field(default_factory=dict, validate_default=True)
    tags: Lines = ()
    quota: QuotaRule = QuotaRule.MONTH

    @field_validator("chats")
    @classmethod
    def _reach_somebody(cls, chats: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if info.data.get("to") is Audience.GROUP and not chats:
            raise flaw(WecomFlaw.NO_CHATS)
        if len(chats) > MOST_CHATS:
            raise flaw(WecomFlaw.TOO_MANY_CHATS, limit=MOST_CHATS, count=len(chats))
        return chats

    def recipients(self) -> tuple[str, ...]:
        return tuple(self.chats) if self.to is Audience.GROUP else ()

    def confirmers(self) -> tuple[str, ...]:
        return (self.sender,)


class WecomMass(WecomTarget[WecomMassOptions]):
    facts = Facts(
        target=Target.WECOM_MASS, version=1, verified_on=date(2025, 11, 1), base_url="https://qyapi.weixin.qq.com",
        source="developer.work.weixin.qq.com/document/path/92135, 93338, 97611", credential=WecomLabel.SECRET,
        platforms=(Platform.WECOM_GROUP,),
    )
    options = WecomMassOptions
    fields = (
        OptionField(
            name="corp_id", kind=FieldKind.LINE, label=WecomLabel.CORP_ID, hint=WecomLabel.CORP_ID_HINT, needed=True
        ),
        OptionField(
            name="to", kind=FieldKind.CHOICE, label=WecomLabel.TO, hint=WecomLabel.TO_HINT, choices=Audience
        ),
        OptionField(
            name="sender", kind=FieldKind.LINE, label=WecomLabel.SENDER, hint=WecomLabel.SENDER_HINT, needed=True
        ),
        OptionField(
            name="chats", kind=FieldKind.LINES, label=WecomLabel.CHATS, hint=WecomLabel.CHATS_HINT, longest=200_000
        ),
        OptionField(name="tags", kind=FieldKind.LINES, label=WecomLabel.TAGS, hint=WecomLabel.TAGS_HINT),
        OptionField(
            name="quota", kind=FieldKind.CHOICE, label=WecomLabel.QUOTA, hint=WecomLabel.QUOTA_HINT, choices=QuotaRule
        ),
    )

    def build(self, entry: Entry, options: WecomMassOptions, uid: str) -> Request:
        length = len(entry.text.encode(errors="surrogatepass"))
        if length > MOST_BYTES:
            raise NotBuilt(Message(WecomFlaw.TOO_MANY_BYTES, {"length": length, "limit": MOST_BYTES}))
        message: dict[str, Any] = {
            "chat_type": options.to.value, "sender": options.sender, "allow_select": False, **_audience(options),
            "text": {"content": entry.text},
        }
        attached = attachments(entry, title_bytes=_LINK_TITLE_BYTES, takes_pictures_by_address=True)
        if attached:
            message["attachments"] = attached
        return with_json("POST", "/cgi-bin/externalcontact/add_msg_template", message)

    def read(self, received: Received) -> Outcome:
        """`fail_list` names chats and customers that get nothing, such as those whose quota is used up."""
        if outcome := refused(received):
            return outcome
        answer = received.parsed()
        msgid = member(answer, "msgid")
        return delivered(msgid, missed=names(member(answer, "fail_list"))) if msgid else unclear(received.text())

    def wanted(self, options: WecomMassOptions) -> Iterable[str]:
        return (options.sender,)

    def look_up(self, trace: Trace, options: WecomMassOptions) -> Request:
        return with_json("POST", "/cgi-bin/externalcontact/get_groupmsg_list_v2", {
            "chat_type": options.to.value, **sent_about(trace.slot_at), "limit": 100,
        })

    def find(
        self, received: Received, trace: Trace, options: WecomMassOptions, known: frozenset[str]
    ) -> Found | None:
        for message in members(received.parsed(), "group_msg_list"):
            msgid = str(member(message, "msgid") or "")
            if msgid and msgid not in known and same_words(trace.text, member(message, "text", "content")):
                return Found(msgid)
        return None

    def cancel(self, external_id: str, options: WecomMassOptions, uid: str) -> Request | None:
        """Stops what the staff have not confirmed yet."""
        if not external_id:
            return None
        return with_json("POST", "/cgi-bin/externalcontact/cancel_groupmsg_send", {"msgid": external_id})


def _audience(options: WecomMassOptions) -> dict[str, Any]:
    if options.to is Audience.GROUP:
        return {"chat_id_list": list(options.chats)}
    sets = [line.replace("，", ",").replace(",", " ").split() for line in options.tags]
    return {"tag_filter": {"group_list": [{"tag_list": tags} for tags in sets if tags]}} if sets else {}


TARGET = WecomMass()
