"""Postiz: `POST /public/v1/posts`, the key bare in the header, content as HTML, no idempotency key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import Accounts, FieldKind, OptionField, Options, account_for
from content_calendar.exporters.push.outcomes import Account, Outcome, delivered, refusal, unclear
from content_calendar.exporters.push.requests import Received, Request, get, member, members, with_json
from content_calendar.exporters.push.target import Facts, Found, Keys, NotBuilt, Pace, PushTarget, Trace
from content_calendar.exporters.push.words import BuildFlaw, Credential, OptionLabel
from content_calendar.exporters.push.words_of_posts import as_html, instant, same_words, utc
from content_calendar.message import Message
from content_calendar.vocabulary import Platform

_SETTINGS: dict[Platform, dict[str, str]] = {
    Platform.X: {"__type": "x", "who_can_reply_post": "everyone"},
    Platform.LINKEDIN: {"__type": "linkedin"},
    Platform.FACEBOOK_GROUP: {"__type": "facebook"},
    Platform.TELEGRAM: {"__type": "telegram"},
}
_ANY = {"__type": "mastodon"}
"""Drafts carry no settings of a platform; the type must be a known one all the same."""
_AROUND = timedelta(minutes=1)


class PostizOptions(Options):
    """An account is the id of an integration, with its type after a slash where the platform does not tell it."""

    accounts: Accounts
    as_draft: bool = True


class Postiz(PushTarget[PostizOptions]):
    facts = Facts(
        target=Target.POSTIZ, version=1, verified_on=date(2026, 8, 21), base_url="https://api.postiz.com",
        source="github.com/gitroomhq/postiz-app: public.integrations.controller, create.post.dto, throttler.provider",
        credential=Credential.API_KEY, pace=Pace(90, timedelta(hours=1)),
    )
    options = PostizOptions
    fields = (
        OptionField(
            name="accounts", kind=FieldKind.LINES, label=OptionLabel.ACCOUNTS, hint=OptionLabel.ACCOUNTS_HINT
        ),
        OptionField(
            name="as_draft", kind=FieldKind.SWITCH, label=OptionLabel.AS_DRAFT, hint=OptionLabel.AS_DRAFT_HINT
        ),
    )

    def build(self, entry: Entry, options: PostizOptions, uid: str) -> Request:
        integration, settings = self._integration(entry.platform, options)
        return with_json("POST", "/public/v1/posts", {
            "type": "draft" if options.as_draft else "schedule",
            "date": utc(entry.slot_at),
            "shortLink": False,
            "tags": [],
            "posts": [{
                "integration": {"id": integration},
                "value": [{"content": as_html(entry.text), "image": []}],
                "settings": settings,
            }],
        })

    def _integration(self, platform: Platform, options: PostizOptions) -> tuple[str, dict[str, str]]:
        """The id and the settings of the integration. Raises NotBuilt."""
        account, _slash, kind = account_for(options.accounts, platform).partition("/")
        if not account:
            raise NotBuilt(Message(BuildFlaw.NO_ACCOUNT, {"platform": platform, "key": platform.value}))
        settings = {"__type": kind} if kind else _SETTINGS.get(platform, _ANY if options.as_draft else {})
        if not settings:
            raise NotBuilt(Message(BuildFlaw.NOT_SUPPORTED_THERE, {
                "target": self.facts.target, "platform": platform, "key": platform.value,
            }))
        return account, settings

    def read(self, received: Received) -> Outcome:
        outcome = refusal(received)
        if outcome:
            return outcome
        post_id = member(received.parsed(), 0, "postId")
        return delivered(post_id) if post_id else unclear(received.text())

    def authorized(self, request: Request, keys: Keys) -> Request:
        return request.with_headers(Authorization=keys.credential)

    def test(self, options: PostizOptions) -> Request:
        return get("/public/v1/integrations")

    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        answer = received.parsed()
        if refused := refusal(received):
            return refused
        if not isinstance(answer, list):
            return unclear(received.text())
        return tuple(_account(row) for row in answer if member(row, "id"))

    def wanted(self, options: PostizOptions) -> Iterable[str]:
        return [account.partition("/")[0] for account in options.accounts.values()]

    def look_up(self, trace: Trace, options: PostizOptions) -> Request:
        around = {"startDate": utc(trace.slot_at - _AROUND), "endDate": utc(trace.slot_at + _AROUND)}
        return get(f"/public/v1/posts?{urlencode(around)}")

    def find(
        self, received: Received, trace: Trace, options: PostizOptions, known: frozenset[str]
    ) -> Found | None:
        integration = account_for(options.accounts, trace.platform).partition("/")[0]
        for post in members(received.parsed(), "posts"):
            if (
                member(post, "integration", "id") == integration and str(member(post, "id")) not in known
                and instant(member(post, "publishDate")) == trace.slot_at
                and same_words(trace.text, member(post, "content"))
            ):
                return Found(str(post["id"]), str(member(post, "releaseURL") or ""))
        return None

    def cancel(self, external_id: str, options: PostizOptions, uid: str) -> Request | None:
        if not external_id:
            return None
        return Request("DELETE", f"/public/v1/posts/{quote(external_id, safe='')}", {"Accept": "application/json"})

    def read_cancelled(self, received: Received) -> Outcome:
        return refusal(received) or delivered("")


def _account(row: dict[str, Any]) -> Account:
    return Account(
        str(row["id"]), str(row.get("name") or ""), str(row.get("identifier") or ""), usable=not row.get("disabled")
    )


TARGET = Postiz()
