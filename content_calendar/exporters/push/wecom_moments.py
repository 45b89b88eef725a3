"""WeCom moments: a task each of the staff confirms; it is made in the background and asked after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import field_validator

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import FieldKind, Lines, OptionField, flaw
from content_calendar.exporters.push.outcomes import Outcome, Verdict, unclear
from content_calendar.exporters.push.requests import Received, Request, get, member, members, with_json
from content_calendar.exporters.push.target import Facts, Found, NotBuilt, Trace
from content_calendar.exporters.push.wecom_api import WecomOptions, WecomTarget, names, refused, refused_for, sent_about
from content_calendar.exporters.push.wecom_attachments import attachments, require_one_kind
from content_calendar.exporters.push.wecom_words import WecomFlaw, WecomLabel
from content_calendar.exporters.push.words import BuildFlaw
from content_calendar.exporters.push.words_of_posts import same_words
from content_calendar.message import Message
from content_calendar.vocabulary import Platform

MOST_CHARACTERS = 2_000
_LINK_TITLE_BYTES = 64
_DONE = 3


class WecomMomentsOptions(WecomOptions):
    senders: Lines
    tags: Lines = ()

    @field_validator("senders")
    @classmethod
    def _somebody_publishes(cls, senders: tuple[str, ...]) -> tuple[str, ...]:
        if not senders:
            raise flaw(WecomFlaw.NO_SENDERS)
        return tuple(dict.fromkeys(senders))

    def confirmers(self) -> tuple[str, ...]:
        return self.senders


class WecomMoments(WecomTarget[WecomMomentsOptions]):
    facts = Facts(
        target=Target.WECOM_MOMENTS, version=1, verified_on=date(2025, 9, 1), base_url="https://qyapi.weixin.qq.com",
        source="developer.work.weixin.qq.com/document/path/96351, 93333, 97612", credential=WecomLabel.SECRET,
        platforms=(Platform.MOMENTS,),
    )
    options = WecomMomentsOptions
    fields = (
        OptionField(
            name="corp_id", kind=FieldKind.LINE, label=WecomLabel.CORP_ID, hint=WecomLabel.CORP_ID_HINT, needed=True
        ),
        OptionField(
            name="senders", kind=FieldKind.LINES, label=WecomLabel.SENDERS, hint=WecomLabel.SENDERS_HINT, needed=True
        ),
        OptionField(
            name="tags", kind=FieldKind.LINES, label=WecomLabel.VISIBLE_TAGS, hint=WecomLabel.VISIBLE_TAGS_HINT
        ),
    )

    def build(self, entry: Entry, options: WecomMomentsOptions, uid: str) -> Request:
        if len(entry.text) > MOST_CHARACTERS:
            raise NotBuilt(Message(BuildFlaw.TOO_LONG, {"length": len(entry.text), "limit": MOST_CHARACTERS}))
        require_one_kind(entry.media)
        visible: dict[str, Any] = {"sender_list": {"user_list": list(options.senders)}}
        if options.tags:
            visible["external_contact_list"] = {"tag_list": list(options.tags)}
        moment: dict[str, Any] = {"text": {"content": entry.text}, "visible_range": visible}
        attached = attachments(entry, title_bytes=_LINK_TITLE_BYTES, takes_pictures_by_address=False)
        if attached:
            moment["attachments"] = attached
        return with_json("POST", "/cgi-bin/externalcontact/add_moment_task", moment)

    def read(self, received: Received) -> Outcome:
        """A job id says that the task is being made, not that it is there."""
        if outcome := refused(received):
            return outcome
        jobid = member(received.parsed(), "jobid")
        if not jobid:
            return unclear(received.text())
        return Outcome(verdict=Verdict.ACCEPTED, external_id=str(jobid), said=received.text())

    def wanted(self, options: WecomMomentsOptions) -> Iterable[str]:
        return options.senders

    def look_up(self, trace: Trace, options: WecomMomentsOptions) -> Request:
        """After the job where it is known, else through what was published about then."""
        if trace.external_id:
            jobid = urlencode({"jobid": trace.external_id})
            return get(f"/cgi-bin/externalcontact/get_moment_task_result?{jobid}")
        return with_json("POST", "/cgi-bin/externalcontact/get_moment_list", {
            **sent_about(trace.slot_at), "limit": 20,
        })

    def find(
        self, received: Received, trace: Trace, options: WecomMomentsOptions, known: frozenset[str]
    ) -> Found | Outcome | None:
        if trace.external_id:
            return _result(received)
        for moment in members(received.parsed(), "moment_list"):
            moment_id = str(member(moment, "moment_id") or "")
            if moment_id and moment_id not in known and same_words(trace.text, member(moment, "text", "content")):
                return Found(moment_id)
        return None

    def cancel(self, external_id: str, options: WecomMomentsOptions, uid: str) -> Request | None:
        """Stops what the staff have not published yet."""
        if not external_id:
            return None
        return with_json("POST", "/cgi-bin/externalcontact/cancel_moment_task", {"moment_id": external_id})


def _result(received: Received) -> Found | Outcome | None:
    """What became of the job; None while it is under way."""
    answer = received.parsed()
    if refused(received) or member(answer, "status") != _DONE:
        return None
    code = member(answer, "result", "errcode")
    moment_id = member(answer, "result", "moment_id")
    if code == 0 and moment_id:
        return Found(str(moment_id), missed=names(member(answer, "result", "invalid_sender_list", "user_list")))
    return refused_for(code, received) if isinstance(code, int) and code != 0 else None


TARGET = WecomMoments()
