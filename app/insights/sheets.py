"""Tables people take away, one for each drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core.i18n import label
from app.core.zones import zone_or_utc
from app.insights.asked import Asked
from app.insights.effect_cards import Card, Row
from app.insights.members import Members, Stretch
from app.insights.posts import Post
from app.insights.prompts import Line, Prompts
from app.insights.tallies import Weeks
from app.insights.team import STEPS, Team
from app.models import Community
from content_calendar.intervals import Estimate
from content_calendar.vocabulary import Counter, Outcome

Table = Sequence[Sequence[object]]
"""The headings, then the rows."""


def card(of: Card, asked: Asked) -> Table:
    """Every level of one block with its effect, and what its posts brought in the range."""
    header = [
        label(of.block), *_interval(_("effect")), _("posts of all time"), _("for this persona"), _("verdict"),
        _("posts in the range"), _("seen"), *map(label, Outcome), _("rate"),
    ]
    return [header, *(_level(row, asked) for row in of.rows)]


def trend(of: Weeks, mondays: Sequence[object], outcome: Outcome) -> Table:
    """The weeks of the range, one a row."""
    header = [_("week from"), _("posts"), _("seen"), *map(label, Outcome), _("rate")]
    rows = (
        [monday, week.posts, week.seen, *(_blank(week.count(one)) for one in Outcome), _share(week.rate(outcome))]
        for monday, week in zip(mondays, of.now, strict=True)
    )
    return [header, *rows]


def ranking(posts: Iterable[Post], community: Community) -> Table:
    """The leaderboard as the page shows it, with every counter; rates are shares from 0 to 1."""
    header = [
        _("rank"), "uid", _("title"), _("persona"), _("went out"), *_interval(_("rate")), _("evidence"),
        *map(label, Counter), _("reasons"),
    ]
    zone = zone_or_utc(community.timezone)
    return [header, *(_post(post, zone) for post in posts)]


def prompts(of: Prompts) -> Table:
    header = [
        _("prompt"), _("identifier"), _("decided"), *_interval(_("approved at first sight")), _("compared"),
        *_interval(_("characters changed")), _("posts of all time"), *_interval(_("effect")),
    ]
    return [header, *map(_prompt, of.lines)]


def team(of: Team) -> Table:
    header = [
        _("week from"), *map(label, STEPS), _("decided"), *_interval(_("approved at first sight")), _("compared"),
        *_interval(_("characters changed")), _("requests"), _("cost"), _("requests without a price"),
    ]
    rows = (
        [week.monday, *(week.steps[step] for step in STEPS), week.record.decided, *_shares(week.record.approval),
         week.record.compared, *_numbers(week.record.edits), week.cost.calls, f"{week.cost.spent / 1e6:.6f}",
         week.cost.unpriced]
        for week in of.weeks
    )  # fmt: skip
    return [header, *rows]


def members(of: Members) -> Table:
    """One row a day."""
    header = [_("day"), _("members"), _("joined"), _("left"), _("active"), _("activity")]
    rows = (
        [day.day, day.members, *map(_blank, (day.joined, day.left, day.active)), _share(Stretch((day,)).activity)]
        for day in of.now.days
    )
    return [header, *rows]


def _level(row: Row, asked: Asked) -> list[object]:
    pair = f"{row.pair.estimate.value:.4f}" if row.pair else ""
    counts = (_blank(row.tally.count(outcome)) for outcome in Outcome)
    return [
        row.name, *_numbers(row.effect.estimate if row.effect else None), row.posts, pair, label(row.verdict),
        row.tally.posts, row.tally.seen, *counts, _share(row.tally.rate(asked.outcome)),
    ]


def _post(post: Post, zone: ZoneInfo) -> list[object]:
    rates = [_share(rate) for rate in (post.mean, post.low, post.high)]
    return [
        post.number, post.uid, post.headline, post.persona.name,
        post.out_at.astimezone(zone).isoformat(timespec="minutes"), *rates, label(post.evidence),
        *(_blank(post.counts[counter]) for counter in Counter), " | ".join(post.reasons),
    ]


def _prompt(line: Line) -> list[object]:
    found = line.record
    return [
        line.name, line.level, found.decided, *_shares(found.approval), found.compared, *_numbers(found.edits),
        line.effect.posts if line.effect else 0, *_numbers(line.known.estimate if line.known else None),
    ]


def _interval(name: str) -> tuple[str, str, str]:
    return name, _("80% low"), _("80% high")


def _shares(of: Estimate | None) -> list[str]:
    return [_share(part) for part in (of.value, of.low, of.high)] if of else [""] * 3


def _numbers(of: Estimate | None) -> list[str]:
    return [f"{part:.4g}" for part in (of.value, of.low, of.high)] if of else [""] * 3


def _share(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.4f}"


def _blank(number: int | None) -> str:
    return "" if number is None else str(number)
