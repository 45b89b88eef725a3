"""Getting in again without a password, by oneself: a link through one's own e-mail channel.

Only e-mail: a robot or a webhook may speak to a whole group, and whoever opens the link first is signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service
from app.audit.service import record
from app.core.queue import wake
from app.models import Channel, User
from content_calendar.message import Message
from content_calendar.vocabulary import Language, Term

QUEUE = "default"
JOB = "app.accounts.jobs.send_reset_link"
EMAIL = "email"
NOBODY = 0


class Words(Term):
    LETTER = (
        "letter",
        "有人在群笔的登录页申请了登录链接，一小时内有效，只能用一次，登录后可以设置新密码：\n{link}\n不是你本人操作？不用理会，账号没有变化。",
        "Somebody asked for a way into your Qunbi account. It works once, within an hour:\n{link}\nNot you? Ignore it.",
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """`addresses` are sealed; `text` holds the link."""

    addresses: tuple[str, ...]
    text: str


def ask(session: Session, email: str) -> None:
    """After the commit a worker sends the person of that address a link, if there is one and a way to reach them."""
    user = service.find_user(session, email)
    wake(QUEUE, JOB, user.id if user else NOBODY)


def letter_for(session: Session, user_id: int, *, address: str, now: datetime) -> Letter | None:
    """A fresh link for the person, where the service is found at `address`; None when they cannot be reached.

    The link is made here, in the worker, and kept as a hash alone: neither queue nor database could tell it.
    """
    user = session.get(User, user_id)
    channels = _personal_channels(session, user_id)
    if user is None or not user.active or not channels:
        return None
    token = service.issue_sign_in_link(session, user, now=now)
    record(
        session, "account.ask_for_link", actor=None, community_id=None, subject="user", subject_id=user.id, before={},
        after={}, now=now, note=user.name,
    )
    return Letter(channels, _text(f"{address}/sign-in/{token}?next=/profile", user.language))


def _personal_channels(session: Session, user_id: int) -> tuple[str, ...]:
    query = select(Channel.address).where(
        Channel.user_id == user_id, Channel.active, Channel.service == EMAIL
    )
    return tuple(session.scalars(query.order_by(Channel.id)))


def _text(link: str, language: Language) -> str:
    return Message(Words.LETTER, {"link": link}).text(language)
