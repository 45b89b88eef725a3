"""Plan requests of every kind, drawn from pools so that a search covers many calendars quickly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from content_calendar.planning.occasions import Occasion
from content_calendar.planning.plan import (
    BestHour,
    Cadence,
    CampaignPlan,
    Change,
    ColumnPlan,
    Loose,
    Placed,
    PlanRequest,
    Proposal,
    Slot,
    Topic,
)
from content_calendar.planning.recurrence import parse_rule
from content_calendar.planning.series import Override, Pause, Phase, Series
from content_calendar.vocabulary import Form, Scene, Stage, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = date(2026, 12, 1)
NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
WIDE = Cadence(daily_cap=9, weekly_cap=60, min_gap=timedelta(0))
USUAL = Cadence(2, 9, timedelta(hours=2), time(22), time(8))

_CADENCES = tuple(
    Cadence(daily, weekly, timedelta(minutes=gap), *quiet)
    for daily, weekly, gap, quiet in product(
        (1, 2, 3), (3, 7, 12), (0, 120, 600), ((None, None), (time(22), time(8)), (time(8), time(21)))
    )
)
_PAUSES = ((), (Pause(date(2026, 12, 10), date(2026, 12, 16)),))
_OVERRIDES = ((), (Override(date(2026, 12, 3), datetime(2026, 12, 4, 15)), Override(date(2026, 12, 8))))
_COLUMNS = tuple(
    ColumnPlan(
        1, "栏目", "", value, stage, Form.POST,
        Series((Phase(date(2026, 1, 1), parse_rule(rule), at),), overrides, pauses),
        tuple(Topic(f"选题{topic}") for topic in range(topics)), active=True,
    )
    for (value, stage), (rule, at), overrides, pauses, topics in product(
        zip(Value, reversed(Stage), strict=True),
        (("FREQ=DAILY", time(9)), ("FREQ=WEEKLY;BYDAY=MO,TH", time(20)), ("FREQ=DAILY;INTERVAL=3", time(12, 30))),
        _OVERRIDES, _PAUSES, (0, 3),
    )
)
_POSTS = tuple(
    Placed(NOW + timedelta(days=day, minutes=430 * number), value, list(Stage)[number], **known)  # type: ignore[arg-type]
    for day in range(-9, 40, 3)
    for number, (value, known) in enumerate(
        zip(Value, ({}, {"column_id": 1}, {"occasion": "冬至"}, {"campaign_id": 7, "touch": 3}, {}), strict=True)
    )
)
_CAMPAIGNS = tuple(
    (CampaignPlan(7, "年货节", START + timedelta(days=first), START + timedelta(days=last), touches, scene),)
    for (first, last), touches, scene in product(
        ((-6, 10), (2, 5), (3, 24), (20, 45)), (1, 3, 7), (Scene.NONE, Scene.SHOPPING_DAY)
    )
)
_OWN = (Occasion("own-1", Scene.NONE, date(2026, 12, 18), "周年庆", "Anniversary", 6),)
_HOURS = ((), (BestHour(19, weekend=False, lift=0.3, posts=50), BestHour(11, weekend=True, lift=0.2, posts=20)))


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    listed = draw(st.lists(st.sampled_from(_COLUMNS), max_size=3))
    return PlanRequest(
        columns=tuple(_numbered(one, number) for number, one in enumerate(listed, start=1)),
        placed=tuple(draw(st.lists(st.sampled_from(_POSTS), max_size=5))),
        start=START, end=START + timedelta(days=draw(st.sampled_from((0, 6, 20, 34)))), zone=SHANGHAI,
        cadence=draw(st.sampled_from(_CADENCES)),
        value_shares=draw(st.sampled_from(({}, dict(zip(Value, (30, 10, 20, 25, 15), strict=True))))),
        seed=draw(st.integers(0, 9)), now=NOW + timedelta(hours=draw(st.sampled_from((0, 12, 80, 400)))),
        stage_shares=draw(st.sampled_from(({}, dict(zip(Stage, (40, 0, 30, 10, 20), strict=True))))),
        weekly_target=draw(st.sampled_from((0, 4, 7))), campaigns=draw(st.sampled_from(((), *_CAMPAIGNS))),
        own_days=draw(st.sampled_from(((), _OWN))),
        ignored_occasions=draw(st.sampled_from((frozenset(), frozenset({"christmas", "own-1"})))),
        blackout=draw(st.sampled_from((frozenset(), frozenset({date(2026, 12, 4), date(2026, 12, 25)})))),
        best_hours=draw(st.sampled_from(_HOURS)),
    )


def request(*columns: ColumnPlan, **known: object) -> PlanRequest:
    """December 2026 in Shanghai with the usual cadence, without columns unless some are given."""
    plain: dict[str, object] = {
        "columns": columns, "placed": (), "start": START, "end": date(2026, 12, 31), "zone": SHANGHAI,
        "cadence": USUAL, "value_shares": {}, "seed": 1, "now": NOW,
    }
    return PlanRequest(**{**plain, **known})  # type: ignore[arg-type]


def column(id_: int = 1, rule: str = "FREQ=WEEKLY;BYDAY=MO,TH", at: time = time(10), **known: object) -> ColumnPlan:
    plain: dict[str, object] = {
        "id": id_, "name": f"栏目{id_}", "theme": "", "value": Value.LEARNING, "stage": Stage.OUTPUT, "form": Form.POST,
        "series": Series((Phase(date(2026, 1, 1), parse_rule(rule), at),)), "topics": (), "active": True,
    }
    return ColumnPlan(**{**plain, **known})  # type: ignore[arg-type]


def as_placed(slot: Slot) -> Placed:
    """A slot as it stands in the calendar once it was accepted."""
    return Placed(
        slot.at.astimezone(UTC), slot.value, slot.stage, slot.column_id, slot.column_day,
        slot.topic.title if slot.topic else "", slot.occasion.zh if slot.occasion else "",
        slot.campaign_id, slot.touch,
    )


def as_loose(proposal: Proposal, every: int = 1) -> tuple[Loose, ...]:
    """Every slot, or every second and so on, accepted and untouched since."""
    return tuple(Loose(number, as_placed(slot)) for number, slot in enumerate(proposal.slots[::every], start=1))


def once_accepted(asked: PlanRequest, changes: Iterable[Change]) -> tuple[Loose, ...]:
    """What is loose once the changes were accepted."""
    standing = {one.item_id: one for one in asked.loose}
    for number, change in enumerate(changes, start=1000):
        if change.slot is None:
            standing.pop(change.item_id or 0)
        elif change.item_id is None:
            standing[number] = Loose(number, as_placed(change.slot))
        else:
            moved = replace(standing[change.item_id].post, at=change.slot.at)
            standing[change.item_id] = Loose(change.item_id, moved)
    return tuple(standing.values())


def _numbered(one: ColumnPlan, number: int) -> ColumnPlan:
    return ColumnPlan(
        number, f"栏目{number}", one.theme, one.value, one.stage, one.form, one.series, one.topics, active=True
    )
