"""Which post a row without an identifier is about: by address, by an identifier in its words, by words and time.

What is sure is taken; what is merely likely waits for a person, with the best candidates.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.feedback.gate import OUT
from app.feedback.reading import Said, Traces
from app.models import Community, ContentItem, Push, Revision, UnmatchedReading
from content_calendar.similarity import grams_of, likeness
from content_calendar.vocabulary import ContentKind, Platform

NEARBY = timedelta(days=3)
SURE, RIVAL = 0.9, 0.75
BEST = 3
MOST_COMPARED = 400
"""How many different texts of one file are compared word for word; the others wait, and are compared on their page."""
MOST_NEAR, MOST_LATE = 200, 2_000
"""With how many posts: those around the time of a row, or the latest ones when it has none."""
MOST_ANSWERS = 5_000
_LEAST_LETTERS = 6
_HEAD = 200
_UID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", re.ASCII)
_TRACKING = re.compile(
    r"utm_.*|xsec_.*|share.*|spm.*|from|source|scene|chksm|fbclid|igsh.*|mibextid|s|t|timestamp|vd_source|srcid|ref.*"
)
_HOSTS = {
    "twitter.com": "x.com", "mobile.twitter.com": "x.com", "m.weibo.cn": "weibo.com", "m.bilibili.com": "bilibili.com",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A post that is out or may be, as rows are compared with it."""

    item_id: int
    out_at: datetime
    title: str
    hook: str
    body: str

    @property
    def words(self) -> str:
        """What a platform shows of it first."""
        return f"{self.title} {self.hook} {self.body}"[:_HEAD]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that a row may be about; `likeness` of the words is from 0 to 1."""

    item_id: int
    likeness: float
    apart: timedelta | None


@dataclass(slots=True)
class Catalogue:
    """What rows are compared with, in the order of time; each text is looked for once."""

    posts: Sequence[Known]
    by_title: Mapping[str, Sequence[Known]]
    times: Sequence[datetime]
    found: dict[tuple[str, datetime | None], tuple[Candidate, ...]] = field(default_factory=dict)
    grams: dict[int, frozenset[str]] = field(default_factory=dict)

    def grams_of(self, post: Known) -> frozenset[str]:
        """Those of what a platform shows of it first."""
        if post.item_id not in self.grams:
            self.grams[post.item_id] = grams_of(post.words)
        return self.grams[post.item_id]


def matched(
    session: Session, community: Community, rows: Iterable[Said], platform: Platform | None
) -> dict[int, int]:
    """The item of each line of which it is sure, at most six queries; lines that stay open are not in it."""
    traced = {row.line: row.traces for row in rows if row.traces and any(row.traces)}
    if not traced:
        return {}
    sure = _by_address(session, community, traced) | _as_answered(session, community, traced)
    sure |= _by_uid_in_text(session, community, {line: one for line, one in traced.items() if line not in sure})
    left = {line: one for line, one in traced.items() if line not in sure and (one.title or one.text)}
    if left:
        catalogue = catalogue_of(session, community, platform)
        found = ((line, _sure(catalogue, one)) for line, one in left.items())
        sure |= {line: item_id for line, item_id in found if item_id is not None}
    return sure


def catalogue_of(
    session: Session, community: Community, platform: Platform | None, around: datetime | None = None,
    most: int | None = None,
) -> Catalogue:
    """The posts of a platform, or of all, that may have numbers, near a moment if one is named; one query."""
    out_at = func.coalesce(ContentItem.published_at, ContentItem.slot_at)
    query = (
        select(
            ContentItem.id, ContentItem.slot_at, ContentItem.published_at, Revision.title, Revision.hook, Revision.body
        )
        .join(Revision, Revision.id == ContentItem.current_revision_id)
        .where(ContentItem.community_id == community.id, ContentItem.state.in_(OUT),
               ContentItem.kind == ContentKind.POST)
    )
    if platform is not None:
        query = query.where(ContentItem.platform == platform)
    if around is not None:
        query = query.where(out_at.between(around - NEARBY, around + NEARBY))
    rows = session.execute(query.order_by(out_at.desc()).limit(most)).all()
    posts = [
        Known(item_id, at, title, hook, body[:_HEAD])
        for item_id, slot_at, published_at, title, hook, body in rows if (at := published_at or slot_at)
    ]
    posts.sort(key=lambda post: post.out_at)
    by_title: defaultdict[str, list[Known]] = defaultdict(list)
    for post in posts:
        for name in {letters(post.title), letters(post.hook)} - {""}:
            by_title[name].append(post)
    return Catalogue(posts, by_title, [post.out_at for post in posts])


def candidates(catalogue: Catalogue, traces: Traces) -> tuple[Candidate, ...]:
    """The best posts for a row, the likeliest first; those near its time before those that merely read like it."""
    words = traces.text or traces.title
    key = (words, traces.published_at)
    if key not in catalogue.found:
        said = [grams_of(text[:_HEAD]) for text in (traces.title, traces.text) if text]
        near = _near(catalogue, traces.published_at)
        scored = (_candidate(post, said, catalogue.grams_of(post), traces.published_at) for post in near)
        ordered = sorted(scored, key=lambda one: (-one.likeness, one.apart or timedelta.max, one.item_id))
        catalogue.found[key] = tuple(one for one in ordered[:BEST] if one.likeness > 0 or one.apart is not None)
    return catalogue.found[key]


def address(url: str) -> str:
    """A web address as it is compared: without what follows people around."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if "." not in host:
        return ""
    query = sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name.lower()))
    path = parts.path.rstrip("/")
    return f"{_HOSTS.get(host, host)}{path}" + (f"?{urlencode(query)}" if query else "")


def letters(text: str) -> str:
    """The letters and digits of a text, without differences of case and width."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _by_address(session: Session, community: Community, traced: Mapping[int, Traces]) -> dict[int, int]:
    """By the address of the published post, or what a target named it when it was pushed there; not by an address that
    several posts share, such as that of a whole account."""
    if not any(one.url or one.external_id for one in traced.values()):
        return {}
    names: defaultdict[str, set[int]] = defaultdict(set)
    pushed = select(Push.item_id, Push.external_url, Push.external_id).where(
        Push.community_id == community.id, or_(Push.external_url != "", Push.external_id != "")
    )
    for item_id, url, external_id in session.execute(pushed):
        for name in (address(url), external_id):
            names[name].add(item_id)
    published = select(ContentItem.id, ContentItem.published_url).where(
        ContentItem.community_id == community.id, ContentItem.published_url != ""
    )
    for item_id, url in session.execute(published):
        names[address(url)].add(item_id)
    alone = {name: next(iter(item_ids)) for name, item_ids in names.items() if name and len(item_ids) == 1}
    found = ((line, alone.get(address(one.url)) or alone.get(one.external_id)) for line, one in traced.items())
    return {line: item_id for line, item_id in found if item_id is not None}


def _as_answered(session: Session, community: Community, traced: Mapping[int, Traces]) -> dict[int, int]:
    """What a person said once of a row with the same address, the same name on the platform, or the same words."""
    query = (
        select(UnmatchedReading.cells, UnmatchedReading.item_id)
        .where(UnmatchedReading.community_id == community.id, UnmatchedReading.item_id.is_not(None))
        .order_by(UnmatchedReading.id.desc()).limit(MOST_ANSWERS)
    )
    answers: dict[str, int] = {}
    for cells, item_id in session.execute(query):
        for name in _names(cells["url"], cells["external_id"], cells["title"], cells["text"]):
            answers.setdefault(name, item_id)
    found = ((line, _names(one.url, one.external_id, one.title, one.text)) for line, one in traced.items())
    known = ((line, [answers[name] for name in names if name in answers]) for line, names in found)
    return {line: item_ids[0] for line, item_ids in known if len(set(item_ids)) == 1}


def _names(url: str, external_id: str, title: str, text: str) -> tuple[str, ...]:
    """By which a row may be known again, the surest first."""
    words = letters(f"{title} {text}")
    named = (address(url), f"id {external_id}" if external_id else "")
    return tuple(filter(None, named)) or ((f"words {words}",) if len(words) >= _LEAST_LETTERS else ())


def _by_uid_in_text(session: Session, community: Community, traced: Mapping[int, Traces]) -> dict[int, int]:
    named = {
        line: found[0] for line, one in traced.items()
        if (found := _UID.search(f"{one.url} {one.external_id} {one.title} {one.text}".lower()))
    }
    if not named:
        return {}
    uids = sorted(set(named.values()))[:5_000]
    query = select(ContentItem.uid, ContentItem.id).where(
        ContentItem.community_id == community.id, ContentItem.uid.in_(uids)
    )
    items = dict(session.execute(query).tuples().all())
    return {line: items[uid] for line, uid in named.items() if uid in items}


def _sure(catalogue: Catalogue, traces: Traces) -> int | None:
    """The one post that it must be: of these very words and no other's, or far likelier than the next."""
    same = {
        post.item_id: post for text in (traces.title, traces.text) if len(letters(text)) >= _LEAST_LETTERS
        for post in catalogue.by_title.get(letters(text), ())
    }
    near = [post for post in same.values() if _is_near(post, traces.published_at)]
    if len(near) == 1:
        return near[0].item_id
    if near or traces.published_at is None or len(catalogue.found) >= MOST_COMPARED:
        return None
    best, *others = candidates(catalogue, traces) or (Candidate(0, 0.0, None),)
    is_alone = not others or others[0].likeness < RIVAL * best.likeness
    is_near = best.apart is not None and best.apart <= NEARBY
    return best.item_id if best.likeness >= SURE and is_near and is_alone else None


def _near(catalogue: Catalogue, at: datetime | None) -> Sequence[Known]:
    if at is None:
        return catalogue.posts[-MOST_LATE:]
    start, end = bisect_left(catalogue.times, at - NEARBY), bisect_right(catalogue.times, at + NEARBY)
    return sorted(catalogue.posts[start:end], key=lambda post: abs(post.out_at - at))[:MOST_NEAR]


def _is_near(post: Known, at: datetime | None) -> bool:
    return at is None or abs(post.out_at - at) <= NEARBY


def _candidate(
    post: Known, said: Sequence[frozenset[str]], grams: frozenset[str], at: datetime | None
) -> Candidate:
    best = max((likeness(part, grams) for part in said), default=0.0)
    return Candidate(post.item_id, best, abs(post.out_at - at) if at else None)
