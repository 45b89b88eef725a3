"""A receiver of one's own: each post as one message, signed by Standard Webhooks, with the same id on every attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import FieldKind, OptionField, Options, When
from content_calendar.exporters.push.outcomes import Account, Outcome, Verdict, delivered, refusal
from content_calendar.exporters.push.requests import Received, Request, member, with_json
from content_calendar.exporters.push.standard_webhooks import signed_headers
from content_calendar.exporters.push.target import Facts, Keys, PushTarget
from content_calendar.exporters.push.words import Credential
from content_calendar.exporters.push.words_of_posts import utc
from content_calendar.vocabulary import Term

_GONE = 410


class WebhookLabel(Term):
    AT_SLOT = "at_slot", "到发布时间才推送", "Send at the slot"
    AT_SLOT_HINT = (
        "at_slot_hint",
        "不勾选则审核通过后立即推送，由接收方按时间发布。",
        "Without the tick it is sent once approved and the receiver keeps the time.",
    )


class WebhookOptions(Options):
    at_slot: bool = False

    def when(self) -> When:
        return When.AT_SLOT if self.at_slot else When.AHEAD


class Webhook(PushTarget[WebhookOptions]):
    """A message with the same `webhook-id` is the same message, so that it may be sent again."""

    facts = Facts(
        target=Target.WEBHOOK, version=1, verified_on=date(2026, 11, 22), base_url="",
        source="github.com/standard-webhooks/standard-webhooks", credential=Credential.SIGNING_SECRET,
        is_repeatable=True,
    )
    options = WebhookOptions
    fields = (
        OptionField(
            name="at_slot", kind=FieldKind.SWITCH, label=WebhookLabel.AT_SLOT, hint=WebhookLabel.AT_SLOT_HINT
        ),
    )

    def build(self, entry: Entry, options: WebhookOptions, uid: str) -> Request:
        return with_json("POST", "", {"type": "post.ready", "data": {
            "id": entry.uid, "push": uid, "slot_at": utc(entry.slot_at), "timezone": entry.zone.key,
            "community": entry.community, "persona": entry.persona, "platform": entry.platform.value,
            "language": entry.language.value, "title": entry.title, "text": entry.text,
            "hashtags": list(entry.hashtags), "media": list(entry.media), "image_brief": entry.image_brief,
            "fingerprint": entry.fingerprint,
        }})

    def read(self, received: Received) -> Outcome:
        """Any 2xx is a yes; the receiver may name the post by `id` and `url` in a JSON answer."""
        if received.status == _GONE:
            return Outcome(verdict=Verdict.KEY_REFUSED, said="410 Gone")
        answer = received.parsed()
        return refusal(received) or delivered(
            str(member(answer, "id") or "")[:200], external_url=_link(member(answer, "url"))
        )

    def authorized(self, request: Request, keys: Keys) -> Request:
        """Raises SecretUnusable."""
        signed = signed_headers(keys.credential, keys.uid, keys.at, request.body)
        return replace(request, headers={**request.headers, **signed})

    def test(self, options: WebhookOptions) -> Request:
        return with_json("POST", "", {"type": "connection.test", "data": {}})

    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        outcome = self.read(received)
        return () if outcome.verdict is Verdict.DELIVERED else outcome

    def cancel(self, external_id: str, options: WebhookOptions, uid: str) -> Request:
        return with_json("POST", "", {"type": "post.withdrawn", "data": {"push": uid, "id": external_id}})

    def read_cancelled(self, received: Received) -> Outcome:
        return self.read(received)


def _link(value: object) -> str:
    """An address the receiver named; nothing that is no web address."""
    return value[:1000] if isinstance(value, str) and value.startswith(("https://", "http://")) else ""


TARGET = Webhook()
