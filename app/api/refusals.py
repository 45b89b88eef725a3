"""What the API refuses before a service is asked. Each refusal says what to send instead.

QunbiError
├── KeyUnfit              400  an Idempotency-Key nobody can keep
├── NotJson               400  the body is no JSON
├── TokenMissing          401  nobody said who asks
├── TokenRefused          401  unknown, expired or revoked
├── ScopeMissing          403  the token may not do this, though its owner might
├── NotAcceptable         406  the caller does not read JSON
├── StillAtWork           409  the same request is being done right now
├── VersionPassed         412  somebody changed it since it was read
├── BodyTooLarge          413
├── NoJsonBody            415  the body says it is something else than JSON
├── KeyReused             422  the same Idempotency-Key with another request
├── Flawed                422  fields that cannot be accepted, each with its place
├── VersionNeeded         428  a change must name the version it was made for
└── TooOften              429
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask_babel import lazy_gettext as _l

from app.core.errors import Conflict, Forbidden, Invalid, QunbiError, TooLarge, TooManyRequests
from app.core.i18n import label
from app.models import Scope

_REALM = 'Bearer realm="qunbi"'


class TokenMissing(QunbiError):
    status = HTTPStatus.UNAUTHORIZED
    title = _l("No API token")
    headers = {"WWW-Authenticate": _REALM}

    def __init__(self) -> None:
        super().__init__(
            _l("The request does not say who asks."),
            _l("Make a token under Profile → API tokens and send it in the header “Authorization: Bearer …”."),
        )


class TokenRefused(QunbiError):
    """`reason` is for the header, in plain English."""

    status = HTTPStatus.UNAUTHORIZED
    title = _l("API token refused")

    def __init__(self, cause: object, reason: str) -> None:
        super().__init__(cause, _l("Make a new token under Profile → API tokens."))
        self.headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token", error_description="{reason}"'}


class ScopeMissing(Forbidden):
    def __init__(self, scope: Scope) -> None:
        super().__init__(
            _l("This token may not do that: it lacks the scope “%(scope)s” (%(words)s).", scope=scope.value,
               words=label(scope)),
            _l("Make a token with this scope under Profile → API tokens."),
        )
        self.members = {"scope": scope.value}
        self.headers = {"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope.value}"'}


class NotAcceptable(QunbiError):
    status = HTTPStatus.NOT_ACCEPTABLE

    def __init__(self, offered: str) -> None:
        super().__init__(
            _l("The request accepts no format this address answers in."),
            _l("Accept %(type)s, or leave the header Accept out.", type=offered),
        )


class NotJson(QunbiError):
    """`place` is where the parser gave up, in its own words."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _l("The body of the request is no valid JSON: %(place)s.", place=place),
            _l("Send one JSON object in UTF-8."),
        )


class NoJsonBody(QunbiError):
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    headers = {"Accept-Post": "application/json"}

    def __init__(self) -> None:
        super().__init__(
            _l("The body of the request is not declared as JSON."),
            _l("Send the header “Content-Type: application/json”."),
        )


class BodyTooLarge(TooLarge):
    def __init__(self, most_bytes: int) -> None:
        QunbiError.__init__(
            self,
            _l("The body of the request is too large; this address takes %(size)s KiB.", size=most_bytes // 1024),
            _l("Send less at a time, in several requests."),
        )


class Flawed(Invalid):
    """`errors` name each flaw by the JSON Pointer of its field, or by the parameter of the address."""

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        super().__init__(
            _l("Something in the request cannot be accepted; nothing was changed."),
            _l("Correct what “errors” names and send it again."),
        )
        self.members = {"errors": list(errors)}


class VersionNeeded(QunbiError):
    status = HTTPStatus.PRECONDITION_REQUIRED

    def __init__(self) -> None:
        super().__init__(
            _l("A change must say which version it was made for."),
            _l("Read the resource and send its ETag back in the header “If-Match”."),
        )


class VersionPassed(QunbiError):
    """`present` is the version that holds now."""

    status = HTTPStatus.PRECONDITION_FAILED
    title = _l("Something changed in the meantime")

    def __init__(self, present: int) -> None:
        super().__init__(
            _l("It was changed since you read it: version %(version)s holds now.", version=present),
            _l("Read it again, apply your change to what you find, and send its ETag in “If-Match”."),
        )
        self.members = {"version": present}
        self.headers = {"ETag": f'"{present}"'}


class KeyUnfit(QunbiError):
    def __init__(self) -> None:
        super().__init__(
            _l("The Idempotency-Key cannot be used."),
            _l("Send 1 to 255 visible ASCII characters, for example a UUID."),
        )


class KeyReused(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This Idempotency-Key was used for another request within the last day."),
            _l("Make a new key for each new request; repeat a key only with the very same request."),
        )


class StillAtWork(Conflict):
    headers = {"Retry-After": "2"}

    def __init__(self) -> None:
        super().__init__(
            _l("The same request is being worked on right now."),
            _l("Send it again with the same Idempotency-Key in a few seconds to get its answer."),
        )


class TooOften(TooManyRequests):
    def __init__(self, seconds: int) -> None:
        QunbiError.__init__(
            self,
            _l("This token asked too often."),
            _l("Wait %(seconds)s seconds, or ask who runs the service for a higher limit.", seconds=seconds),
        )
        self.headers = {"Retry-After": str(seconds)}
