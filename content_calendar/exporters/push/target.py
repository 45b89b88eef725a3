"""What every push target is: its facts, the requests it takes and what its answers mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar
from zoneinfo import ZoneInfo

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import OptionField, Options
from content_calendar.exporters.push.outcomes import Account, Outcome, unclear
from content_calendar.exporters.push.requests import Received, Request
from content_calendar.message import Message
from content_calendar.vocabulary import Platform, Term

O = TypeVar("O", bound=Options)  # noqa: E741 - the options of one target


class NotBuilt(Exception):
    """No request can be made of the entry for this connection; `message` tells a person why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code.value)
        self.message = message


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `requests` within any `window`."""

    requests: int
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a target.

    `verified_on` is the day `source` was last compared with the vendor, None when the facts are weak. `base_url` is
    where the vendor's own service answers, "" when everybody has one of their own. `is_repeatable` when the same
    request may be sent again without making a second post, for as long as `replays_for` after the first one (None: for
    ever). `credential` names what is to be typed in, `platforms` those a new connection begins with, every one when
    empty.
    """

    target: Target
    version: int
    verified_on: date | None
    source: str
    base_url: str
    credential: Term
    is_repeatable: bool = False
    replays_for: timedelta | None = None
    pace: Pace | None = None
    platforms: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """By what a post that may have arrived is known again: its words, slot and platform, and the `external_id` of the
    work that makes it where the target named one."""

    text: str
    slot_at: datetime
    zone: ZoneInfo
    platform: Platform
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A post that is there; `missed` are recipients it did not reach."""

    external_id: str
    external_url: str = ""
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """What a request is signed with: the secret as it was typed, the `token` a preparation brought, the push's own
    `uid` and the moment of sending."""

    credential: str = field(repr=False)
    uid: str
    at: datetime
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """What a preparation brought, and for how long it serves."""

    value: str = field(repr=False)
    lasts: timedelta


class PushTarget(ABC, Generic[O]):
    """One target. What it cannot do answers None: `look_up`, `cancel`, `prepare`."""

    facts: ClassVar[Facts]
    options: ClassVar[type[Any]]
    fields: ClassVar[tuple[OptionField, ...]]

    @property
    def key(self) -> str:
        """The identifier used in the database, in addresses and in the ledger."""
        return self.facts.target.value

    def read_options(self, written: dict[str, Any]) -> O:
        """The model of what is stored or was typed. Raises pydantic.ValidationError."""
        model: O = self.options.model_validate(written)
        return model

    @abstractmethod
    def build(self, entry: Entry, options: O, uid: str) -> Request:
        """The request that makes the post; `uid` names the push. Raises NotBuilt."""

    @abstractmethod
    def read(self, received: Received) -> Outcome:
        """What the answer to `build` means."""

    @abstractmethod
    def test(self, options: O) -> Request:
        """A request that shows whether address and key work and changes nothing."""

    @abstractmethod
    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        """The accounts that answer `test` names, or why it is no proper answer."""

    def wanted(self, options: O) -> Iterable[str]:
        """The accounts the options name, which `read_accounts` should bring."""
        return ()

    def authorized(self, request: Request, keys: Keys) -> Request:
        """The request with its credential."""
        return request.with_headers(Authorization=f"Bearer {keys.credential}")

    def prepare(self, options: O, credential: str) -> Request | None:
        """A call that must come first because it brings a token, credential and all."""
        return None

    def read_token(self, received: Received) -> Token | Outcome:
        """What `prepare` brought; asked only of a target that prepares."""
        return unclear(received.text())

    def token_is_stale(self, received: Received) -> bool:
        """Whether the answer says that the token has run out: nothing was taken, and a new one may be fetched."""
        return False

    def look_up(self, trace: Trace, options: O) -> Request | None:
        """A question whose answer shows whether the post is there."""
        return None

    def find(self, received: Received, trace: Trace, options: O, known: frozenset[str]) -> Found | Outcome | None:
        """The post in the answer to `look_up`, or why there never will be one; `known` are ids of others, which it is
        not."""
        return None

    def cancel(self, external_id: str, options: O, uid: str) -> Request | None:
        """The request that takes a post back before its slot; `external_id` is "" when nobody knows it."""
        return None

    def read_cancelled(self, received: Received) -> Outcome:
        """What the answer to `cancel` means; asked only of a target that can take back."""
        return unclear(received.text())
