"""Calendar feeds: the page that hands out their addresses, and the address itself."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests
from werkzeug.wsgi import wrap_file

from app.accounts.access import Actor, community_role
from app.accounts.service import hash_token
from app.core.access import public
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.core.running import current_settings
from app.core.security import limiter
from app.core.transactions import transactional
from app.exports import feeds as service
from app.exports import queries
from app.exports.editions import edition_of
from app.exports.forms import MINE, FeedForm
from app.models import Community, FeedToken
from content_calendar.exporters.icalendar_feed import PROFILE
from content_calendar.exporters.profile import Sheet
from content_calendar.workflow import Role

_IN_MEMORY = 2 * 1024 * 1024

feeds = Blueprint("feeds", __name__)
reader = Blueprint("reader", __name__)
"""What calendar apps call: no session, no cookie, and answers in plain words, for nobody has chosen a language."""


@feeds.get("/c/<int:community_id>/exports/feeds")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(community, actor, FeedForm.offer(queries.personas_of(db.session, community)))


@feeds.post("/c/<int:community_id>/exports/feeds")
@community_role(Role.VIEWER)
@transactional
def create(community: Community, actor: Actor) -> ResponseReturnValue:
    """Shows the address once; only its hash is kept."""
    personas = queries.personas_of(db.session, community)
    form = FeedForm.offer(personas)
    if not form.validate():
        return _page(community, actor, form), 422
    persona = next((persona for persona in personas if str(persona.id) == form.persona.data), None)
    whole = None if form.persona.data == MINE else community
    token = service.issue_feed(db.session, whole, persona, name=form.name.data, actor=actor, now=now())
    address = current_settings().address + url_for("exports.reader.calendar", token=token)
    return render_template("exports/feed.html", community=community, name=form.name.data, address=address)


@feeds.post("/c/<int:community_id>/exports/feeds/<int:feed_id>/revoke")
@community_role(Role.VIEWER)
@transactional
def revoke(community: Community, actor: Actor, feed_id: int) -> ResponseReturnValue:
    service.revoke_feed(db.session, community.id, feed_id, actor=actor, now=now())
    flash(_("The feed is closed. Calendars that read it stop being updated."), "success")
    return redirect(url_for("exports.feeds.index", community_id=community.id), 303)


@reader.get("/feeds/<token>.ics")
@public
@limiter.limit("240 per minute")
@limiter.limit("30 per minute", key_func=lambda: "feed:" + hash_token((request.view_args or {}).get("token", "")))
def calendar(token: str) -> ResponseReturnValue:
    """The calendar, or 304 for who has it already."""
    moment = now()
    feed = service.find_feed(db.session, token)
    edition = edition_of(db.session, feed, now=moment)
    known = _known_tag(edition.etag)
    response = Response(status=304) if known else _calendar(feed, edition.etag)
    service.note_use(db.session, feed, now=moment)
    if known:
        response.headers["ETag"] = f'"{known}"'
    response.last_modified = edition.changed_at
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    return response


@reader.errorhandler(NotFound)
def _unknown(_error: NotFound) -> ResponseReturnValue:
    return _plainly("这个日历地址无效或已关闭。\nThis calendar address is wrong or was closed.\n", 404)


@reader.errorhandler(TooManyRequests)
def _too_often(_error: TooManyRequests) -> ResponseReturnValue:
    return _plainly("请求过于频繁，请一分钟后再试。\nToo many requests; try again in a minute.\n", 429)


def _plainly(words: str, status: int) -> Response:
    return Response(words, status, content_type="text/plain; charset=utf-8")


def _calendar(feed: FeedToken, etag: str) -> Response:
    """The whole calendar, rendered before the first byte leaves: a reader never gets half of one, and a slow reader
    keeps no transaction open. What is long waits in a file, not in memory.
    """
    sheet = Sheet(service.calendar_name(feed), feed.user.language)
    is_packed = request.accept_encodings.quality("gzip") > 0
    body = _spooled(PROFILE.render(service.entries_of(db.session, feed, now=now()), sheet), is_packed=is_packed)
    size = body.seek(0, 2)
    body.seek(0)
    response = Response(wrap_file(request.environ, body), content_type=PROFILE.media_type, direct_passthrough=True)
    response.content_length = size
    response.headers["ETag"] = f'"{etag}{":gzip" if is_packed else ""}"'
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _spooled(pieces: Iterable[bytes], *, is_packed: bool) -> IO[bytes]:
    spool = cast("IO[bytes]", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - the response closes it
    if not is_packed:
        spool.writelines(pieces)
        return spool
    with gzip.GzipFile(fileobj=spool, mode="wb", compresslevel=6, mtime=0) as packed:
        for piece in pieces:
            packed.write(piece)
    return spool


def _known_tag(etag: str) -> str:
    """The tag under which the reader has this edition, empty when it has another or none.

    A compressed answer carries the tag with the encoding behind a colon. A date alone decides nothing: it cannot tell
    two editions of the same second apart.
    """
    tags = request.if_none_match.as_set(include_weak=True)
    return next((tag for tag in tags if tag.partition(":")[0] == etag), "")


def _page(community: Community, actor: Actor, form: FeedForm) -> str:
    found = queries.feeds(db.session, community, actor)
    return render_template("exports/feeds.html", community=community, form=form, feeds=found)
