"""BrightBean: `POST /api/v1/posts/` for one account, with an idempotency key that replays the first answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import Accounts, FieldKind, OptionField, Options, account_for
from content_calendar.exporters.push.outcomes import Account, Outcome, delivered, refusal, unclear
from content_calendar.exporters.push.requests import Received, Request, get, member, with_json
from content_calendar.exporters.push.target import Facts, NotBuilt, Pace, PushTarget
from content_calendar.exporters.push.words import BuildFlaw, Credential, OptionLabel
from content_calendar.exporters.push.words_of_posts import utc
from content_calendar.message import Message

_MOST_CHARACTERS = 10_000


class BrightBeanOptions(Options):
    """An account is the id of a social account that the key may act for."""

    accounts: Accounts
    as_draft: bool = False


class BrightBean(PushTarget[BrightBeanOptions]):
    facts = Facts(
        target=Target.BRIGHTBEAN, version=1, verified_on=date(2026, 11, 22), base_url="",
        source="github.com/brightbeanxyz/brightbean-studio: apps/api/routers/posts.py, schemas.py, limits.py",
        credential=Credential.API_KEY, is_repeatable=True, replays_for=timedelta(hours=20),
        pace=Pace(120, timedelta(minutes=1)),
    )
    options = BrightBeanOptions
    fields = (
        OptionField(
            name="accounts", kind=FieldKind.LINES, label=OptionLabel.ACCOUNTS, hint=OptionLabel.ACCOUNTS_HINT
        ),
        OptionField(
            name="as_draft", kind=FieldKind.SWITCH, label=OptionLabel.AS_DRAFT, hint=OptionLabel.AS_DRAFT_HINT
        ),
    )

    def build(self, entry: Entry, options: BrightBeanOptions, uid: str) -> Request:
        account = account_for(options.accounts, entry.platform)
        if not account:
            raise NotBuilt(Message(BuildFlaw.NO_ACCOUNT, {"platform": entry.platform, "key": entry.platform.value}))
        if len(entry.text) > _MOST_CHARACTERS:
            raise NotBuilt(Message(BuildFlaw.TOO_LONG, {"length": len(entry.text), "limit": _MOST_CHARACTERS}))
        moment = "proposed_publish_at" if options.as_draft else "scheduled_at"
        return with_json("POST", "/api/v1/posts/", {
            "social_account_id": account,
            "caption": entry.text,
            "title": entry.title[:255],
            "action": "draft" if options.as_draft else "schedule",
            moment: utc(entry.slot_at),
            "idempotency_key": uid,
        })

    def read(self, received: Received) -> Outcome:
        outcome = refusal(received)
        if outcome:
            return outcome
        post_id = member(received.parsed(), "id")
        return delivered(post_id) if post_id else unclear(received.text())

    def test(self, options: BrightBeanOptions) -> Request:
        return get("/api/v1/accounts/")

    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        rows = member(received.parsed(), "accounts")
        if refused := refusal(received):
            return refused
        if not isinstance(rows, list):
            return unclear(received.text())
        return tuple(_account(row) for row in rows if member(row, "id"))

    def wanted(self, options: BrightBeanOptions) -> Iterable[str]:
        return options.accounts.values()

    def cancel(self, external_id: str, options: BrightBeanOptions, uid: str) -> Request | None:
        """A scheduled post becomes a draft again; a draft cannot be taken back by request."""
        if options.as_draft or not external_id:
            return None
        return with_json("POST", f"/api/v1/posts/{quote(external_id, safe='')}/cancel", {})

    def read_cancelled(self, received: Received) -> Outcome:
        return refusal(received) or delivered("")


def _account(row: dict[str, Any]) -> Account:
    return Account(
        str(row["id"]), str(row.get("account_name") or ""), str(row.get("platform") or ""),
        usable=row.get("connection_status") in (None, "connected", "active"),
    )


TARGET = BrightBean()
