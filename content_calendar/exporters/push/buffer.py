"""Buffer: GraphQL on one address. It answers 200 whatever happens: only the body tells what became of a post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Target
from content_calendar.exporters.push.options import Accounts, FieldKind, Needed, OptionField, Options, account_for
from content_calendar.exporters.push.outcomes import Account, Outcome, Verdict, busy, delivered, refusal, unclear
from content_calendar.exporters.push.requests import Received, Request, member, members, with_json
from content_calendar.exporters.push.target import Facts, Found, NotBuilt, Pace, PushTarget, Trace
from content_calendar.exporters.push.words import BuildFlaw, Credential, OptionLabel
from content_calendar.exporters.push.words_of_posts import instant, same_words, utc
from content_calendar.message import Message
from content_calendar.vocabulary import Term

_CREATE = (
    "mutation Create($input: CreatePostInput!) { createPost(input: $input) { __typename"
    " ... on PostActionSuccess { post { id dueAt } } ... on MutationError { message } } }"
)
_DELETE = (
    "mutation Delete($input: DeletePostInput!) { deletePost(input: $input) { __typename"
    " ... on DeletePostSuccess { id } ... on MutationError { message } } }"
)
_CHANNELS = "query Channels($input: ChannelsInput!) { channels(input: $input) { id name service isDisconnected } }"
_POSTS = (
    "query Posts($input: PostsInput!) { posts(first: 100, input: $input)"
    " { edges { node { id text dueAt channelId } } } }"
)
_NO_KEY = {"UNAUTHORIZED", "UNAUTHENTICATED", "FORBIDDEN"}
_REFUSED = {"NOT_FOUND", "BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"}
_NOT_KNOWN = {"UnexpectedError", "RestProxyError"}


class BufferLabel(Term):
    ORGANIZATION = "organization", "组织编号（organizationId）", "Organisation id"
    ORGANIZATION_HINT = (
        "organization_hint",
        "在 Buffer 的 API 设置里可以看到；核对帖子是否已经收下时要用。",
        "It stands in Buffer's API settings and serves to look up whether a post is there.",
    )


class BufferOptions(Options):
    organization: Needed
    accounts: Accounts


class Buffer(PushTarget[BufferOptions]):
    facts = Facts(
        target=Target.BUFFER_API, version=1, verified_on=date(2026, 11, 22), base_url="https://api.buffer.com",
        source="developers.buffer.com: posts-and-scheduling, error-handling, api-limits, get-scheduled-posts",
        credential=Credential.API_KEY, pace=Pace(100, timedelta(minutes=15)),
    )
    options = BufferOptions
    fields = (
        OptionField(
            name="organization", kind=FieldKind.LINE, label=BufferLabel.ORGANIZATION,
            hint=BufferLabel.ORGANIZATION_HINT, needed=True,
        ),
        OptionField(
            name="accounts", kind=FieldKind.LINES, label=OptionLabel.ACCOUNTS, hint=OptionLabel.ACCOUNTS_HINT
        ),
    )

    def build(self, entry: Entry, options: BufferOptions, uid: str) -> Request:
        channel = account_for(options.accounts, entry.platform)
        if not channel:
            raise NotBuilt(Message(BuildFlaw.NO_ACCOUNT, {"platform": entry.platform, "key": entry.platform.value}))
        return _asked(_CREATE, {
            "channelId": channel, "text": entry.text, "schedulingType": "automatic", "mode": "customScheduled",
            "dueAt": utc(entry.slot_at),
        })

    def read(self, received: Received) -> Outcome:
        return _failure(received, "createPost") or _made(received)

    def test(self, options: BufferOptions) -> Request:
        return _asked(_CHANNELS, {"organizationId": options.organization})

    def read_accounts(self, received: Received) -> tuple[Account, ...] | Outcome:
        if failure := _failure(received, "channels"):
            return failure
        rows = member(received.parsed(), "data", "channels")
        if not isinstance(rows, list):
            return unclear(received.text())
        return tuple(_account(row) for row in rows if member(row, "id"))

    def wanted(self, options: BufferOptions) -> Iterable[str]:
        return options.accounts.values()

    def look_up(self, trace: Trace, options: BufferOptions) -> Request:
        channel = account_for(options.accounts, trace.platform)
        wanted = {"status": ["scheduled", "sent"], "channelIds": [channel]}
        newest = [{"field": "createdAt", "direction": "desc"}]
        return _asked(_POSTS, {"organizationId": options.organization, "filter": wanted, "sort": newest})

    def find(
        self, received: Received, trace: Trace, options: BufferOptions, known: frozenset[str]
    ) -> Found | None:
        for edge in members(received.parsed(), "data", "posts", "edges"):
            post = member(edge, "node")
            if (
                instant(member(post, "dueAt")) == trace.slot_at and same_words(trace.text, member(post, "text"))
                and str(member(post, "id")) not in known
            ):
                return Found(str(member(post, "id")))
        return None

    def cancel(self, external_id: str, options: BufferOptions, uid: str) -> Request | None:
        return _asked(_DELETE, {"id": external_id}) if external_id else None

    def read_cancelled(self, received: Received) -> Outcome:
        return _failure(received, "deletePost") or delivered("")


def _asked(query: str, variables: dict[str, Any]) -> Request:
    return with_json("POST", "/", {"query": query, "variables": {"input": variables}})


def _made(received: Received) -> Outcome:
    post_id = member(received.parsed(), "data", "createPost", "post", "id")
    return delivered(post_id) if post_id else unclear(received.text())


def _failure(received: Received, field: str) -> Outcome | None:
    """Why the answer is no success; None when it may be one."""
    answer = received.parsed()
    wait = member(answer, "errors", 0, "extensions", "retryAfter")
    if received.status == 429:  # noqa: PLR2004 - RFC 6585
        return busy(received, _message(answer), timedelta(seconds=wait) if isinstance(wait, int) else None)
    if refused := refusal(received):
        return refused
    if members(answer, "errors"):
        return _system_error(received, answer)
    result = member(answer, "data", field)
    if result is None:
        return unclear(received.text())
    return _mutation_error(result) if member(result, "message") is not None else None


def _system_error(received: Received, answer: object) -> Outcome:
    code, said = str(member(answer, "errors", 0, "extensions", "code")), _message(answer)
    if code in _NO_KEY:
        return Outcome(verdict=Verdict.KEY_REFUSED, said=said)
    if code == "RATE_LIMIT_EXCEEDED":
        return busy(received, said)
    return Outcome(verdict=Verdict.REFUSED, said=said) if code in _REFUSED else unclear(said)


def _mutation_error(result: object) -> Outcome:
    kind, said = str(member(result, "__typename") or ""), str(member(result, "message"))
    if kind in _NOT_KNOWN:
        return unclear(said)
    return Outcome(verdict=Verdict.KEY_REFUSED if kind == "UnauthorizedError" else Verdict.REFUSED, said=said)


def _message(answer: object) -> str:
    return str(member(answer, "errors", 0, "message") or "")


def _account(row: dict[str, Any]) -> Account:
    return Account(
        str(row["id"]), str(row.get("name") or ""), str(row.get("service") or ""), usable=not row.get("isDisconnected")
    )


TARGET = Buffer()
