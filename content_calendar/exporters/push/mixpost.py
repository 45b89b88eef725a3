"""Mixpost Pro: `POST {core path}/api/{workspace}/posts`, Bearer; the date is set when the post is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import (
    Accounts,
    FieldKind,
    Needed,
    OptionField,
    OptionFlaw,
    Options,
    account_for,
    flaw,
)
from content_calendar.exporters.push.outcomes import Account, Outcome, delivered, refusal, unclear
from content_calendar.exporters.push.requests import Received, Request, get, member, members, with_json
from content_calendar.exporters.push.target import Facts, Found, NotBuilt, PushTarget, Trace
from content_calendar.exporters.push.words import BuildFlaw, Credential, OptionLabel
from content_calendar.exporters.push.words_of_posts import instant, same_words
from content_calendar.message import Message
from content_calendar.vocabulary import Platform, Term


class MixpostLabel(Term):
    WORKSPACE = "workspace", "工作区 UUID", "Workspace UUID"
    WORKSPACE_HINT = (
        "workspace_hint", "在 Mixpost 工作区网址里可以看到。", "It stands in the address of the workspace in Mixpost."
    )


def _numbers(accounts: dict[str, str]) -> dict[str, str]:
    for account in accounts.values():
        if not account.isdecimal():
            raise flaw(OptionFlaw.NOT_A_NUMBER, given=account[:80])
    return accounts


class MixpostOptions(Options):
    workspace: Needed
    accounts: Annotated[Accounts, AfterValidator(_numbers)]
    as_draft: bool = False


class Mixpost(PushTarget[MixpostOptions]):
    facts = Facts(
        target=Target.MIXPOST, version=1, verified_on=date(2026, 11, 22), base_url="",
        source="docs.mixpost.app/api/posts: create, list, delete; github.com/inovector/n8n-nodes-mixpost",
        credential=Credential.ACCESS_TOKEN,
    )
    options = MixpostOptions
    fields = (
        OptionField(
            name="workspace", kind=FieldKind.LINE, label=MixpostLabel.WORKSPACE, hint=MixpostLabel.WORKSPACE_HINT,
            needed=True,
        ),
        OptionField(
            name="accounts", kind=FieldKind.LINES, label=OptionLabel.ACCOUNTS, hint=OptionLabel.ACCOUNTS_HINT
        ),
        OptionField(
            name="as_draft", kind=FieldKind.SWITCH, label=OptionLabel.AS_DRAFT, hint=OptionLabel.AS_DRAFT_HINT
        ),
    )

    def build(self, entry: Entry, options: MixpostOptions, uid: str) -> Request:
        local = entry.local_slot
        return with_json("POST", _path(options, "posts"), {
            "schedule": not options.as_draft,
            "date": f"{local:%Y-%m-%d}",
            "time": f"{local:%H:%M}",
            "timezone": entry.zone.key,
            "accounts": [_account_number(entry.platform, options)],
            "tags": [],
            "versions": [{
                "account_id": 0,
                "is_original": True,
                "content": [{"body": entry.text, "media": []}],
                "options": {},
            }],
        })

    def read(self, received: Received) -> Outcome:
        outcome = refusal(received)
        if outcome:
            return outcome
        post_id = _uuid(received.parsed())
        return delivered(post_id) if post_id else unclear(received.text())

    def test(self, options: MixpostOptions) -> Request:
        return get(_path(options, "accounts"))

    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        answer = received.parsed()
        if refused := refusal(received):
            return refused
        rows = answer if isinstance(answer, list) else member(answer, "data")
        if not isinstance(rows, list):
            return unclear(received.text())
        return tuple(
            Account(
                str(row["id"]), str(row.get("name") or ""), str(row.get("provider") or ""),
                usable=row.get("authorized") is not False,
            )
            for row in rows if member(row, "id")
        )

    def wanted(self, options: MixpostOptions) -> Iterable[str]:
        return options.accounts.values()

    def look_up(self, trace: Trace, options: MixpostOptions) -> Request:
        return get(_path(options, "posts?page=1"))

    def find(
        self, received: Received, trace: Trace, options: MixpostOptions, known: frozenset[str]
    ) -> Found | None:
        for post in members(received.parsed(), "data"):
            body = member(post, "versions", 0, "content", 0, "body")
            slot = member(post, "scheduled_at")
            if (
                _uuid(post) and _uuid(post) not in known and member(post, "trashed") is not True
                and _is_slot(slot, trace.slot_at, trace.zone) and same_words(trace.text, body)
            ):
                return Found(_uuid(post))
        return None

    def cancel(self, external_id: str, options: MixpostOptions, uid: str) -> Request | None:
        """To the bin, whence a person can fetch it back; what is public already stays."""
        bin_it = {"trash": True, "delete_mode": "app_only"}
        if not external_id:
            return None
        return with_json("DELETE", _path(options, f"posts/{quote(external_id, safe='')}"), bin_it)

    def read_cancelled(self, received: Received) -> Outcome:
        return refusal(received) or delivered("")


def _path(options: MixpostOptions, rest: str) -> str:
    return f"/api/{quote(options.workspace, safe='')}/{rest}"


def _account_number(platform: Platform, options: MixpostOptions) -> int:
    """Raises NotBuilt."""
    account = account_for(options.accounts, platform)
    if not account:
        raise NotBuilt(Message(BuildFlaw.NO_ACCOUNT, {"platform": platform, "key": platform.value}))
    return int(account)


def _uuid(answer: object) -> str:
    """The identifier of a post, which may come bare or wrapped in `data`."""
    return str(member(answer, "uuid") or member(answer, "data", "uuid") or "")


def _is_slot(written: object, slot_at: datetime, zone: ZoneInfo) -> bool:
    """Mixpost writes no zone: the moment is read as UTC, and as the zone the post was made in."""
    found = instant(written)
    return found is not None and slot_at.replace(second=0) in (found, found.replace(tzinfo=zone))


TARGET = Mixpost()
