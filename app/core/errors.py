"""Errors people read: each has an HTTP status, a cause and a remedy. `app.core.problems` shows them, once.

QunbiError
├── NotUnderstood       400  no page of ours asks like that
├── NotFound            404  absent, or not for you to know of
├── Forbidden           403  you may see it, your role may not do this
├── MethodUnknown       405  the address is right, what shall be done with it is not
├── Conflict            409  somebody was faster, or the item's state does not allow it
├── Gone                410  it was there once and does not come back
├── TooLarge            413  more was sent than a request may carry
├── Invalid             422  what was entered cannot be accepted
├── TooManyRequests     429  slow down
├── Unexpected          500  our mistake
└── Unavailable         503  a part we need does not answer
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar

from flask_babel import lazy_gettext as _l


class QunbiError(Exception):
    """`cause` says what happened, `remedy` what to do: texts in the reader's language, or a Message.

    `members` are what a script needs to go on from there: further members of the problem details. `headers` go with
    the answer.
    """

    status: int = HTTPStatus.BAD_REQUEST
    title: ClassVar[object] = _l("That did not work")
    members: Mapping[str, object] = MappingProxyType({})
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, cause: object, remedy: object = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy


class NotUnderstood(QunbiError):
    """A request the server refuses before any view sees it; `status` says how."""

    def __init__(self, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(
            _l("The service could not make sense of this request."), _l("Go back, reload the page and try again.")
        )
        self.status = status


class NotFound(QunbiError):
    status = HTTPStatus.NOT_FOUND
    title = _l("Not found")

    def __init__(self, cause: object = "", remedy: object = "") -> None:
        super().__init__(
            cause or _l("This page does not exist, or it is not shared with you."),
            remedy or _l("Check the address, or ask an admin of the community for access."),
        )


class Forbidden(QunbiError):
    status = HTTPStatus.FORBIDDEN
    title = _l("Not allowed")


class MethodUnknown(QunbiError):
    """`allowed` are the methods the address knows."""

    status = HTTPStatus.METHOD_NOT_ALLOWED

    def __init__(self, allowed: Iterable[str]) -> None:
        known = ", ".join(sorted(allowed))
        super().__init__(
            _l("This address does not know the method of the request."), _l("Use one of: %(methods)s.", methods=known)
        )
        self.headers = {"Allow": known}


class Conflict(QunbiError):
    status = HTTPStatus.CONFLICT
    title = _l("Something changed in the meantime")


class Gone(QunbiError):
    status = HTTPStatus.GONE


class TooLarge(QunbiError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = _l("Please check what you entered")

    def __init__(self) -> None:
        super().__init__(
            _l("What you sent is too large."),
            _l("Go back: what you typed is still there. Send less text or a smaller file."),
        )


class TextTooLong(TooLarge):
    """The form carries more text than is held in memory; which field it was, the framework does not tell."""

    def __init__(self) -> None:
        QunbiError.__init__(
            self,
            _l("One field of the form holds more text than can be taken in."),
            _l("Go back: what you typed is still there. Shorten the text, or hand it in as a file where there is one."),
        )


class Invalid(QunbiError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = _l("Please check what you entered")


class TooManyRequests(QunbiError):
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = _l("Too many attempts")

    def __init__(self) -> None:
        super().__init__(
            _l("There were too many attempts in a short time."), _l("Wait a quarter of an hour and try again.")
        )


class Unexpected(QunbiError):
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = _l("That was our mistake")

    def __init__(self) -> None:
        super().__init__(
            _l("Something unexpected happened. Nothing was changed."),
            _l("Try again; if it persists, tell your admin the time and what you did."),
        )


class Unavailable(QunbiError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = _l("A part of the service does not answer")
