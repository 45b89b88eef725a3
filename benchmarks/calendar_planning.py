"""How long it takes to plan a year for twenty personas: columns, a campaign, occasions, own days and free slots."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from content_calendar.planning.occasions import Occasion
from content_calendar.planning.plan import BestHour, Cadence, CampaignPlan, ColumnPlan, Placed, PlanRequest, Topic
from content_calendar.planning.planner import propose
from content_calendar.planning.rule import parse_rule
from content_calendar.planning.series import Pause, Phase, Series
from content_calendar.vocabulary import Form, Scene, Stage, Value

PERSONAS = 20
DAYS = 365
_START = date(2026, 1, 1)
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NOW = datetime(2025, 12, 31, tzinfo=UTC)
_RULES = (
    "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=1FR,3FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
)


def year_of(persona: int) -> PlanRequest:
    """What planning a year for one persona is asked; personas differ in hours, topics and what they heard before."""
    return PlanRequest(
        columns=tuple(_column(persona, number) for number in range(len(_RULES))),
        placed=tuple(_heard(persona)),
        start=_START, end=_START + timedelta(days=DAYS - 1), zone=_SHANGHAI,
        cadence=Cadence(2, 9, timedelta(hours=2), time(22), time(8)),
        value_shares=dict(zip(Value, (30, 10, 20, 25, 15), strict=True)),
        stage_shares=dict(zip(Stage, (30, 25, 25, 10, 10), strict=True)),
        seed=persona, now=_NOW, weekly_target=7,
        campaigns=(CampaignPlan(persona, "双11", date(2026, 10, 20), date(2026, 11, 11), 7, Scene.SHOPPING_DAY),),
        own_days=(Occasion("anniversary", Scene.NONE, date(2026, 5, 20), "周年庆", "Anniversary", 10),),
        blackout=frozenset({date(2026, 4, 4), date(2026, 12, 13)}),
        best_hours=(BestHour(20, weekend=False, lift=0.3, posts=60), BestHour(10, weekend=True, lift=0.2, posts=40)),
    )


def seconds_to_plan_a_year() -> float:
    """Wall-clock seconds to plan a year for all personas, one after the other, from nothing remembered but imports."""
    asked = [year_of(persona) for persona in range(PERSONAS)]
    began = perf_counter()
    slots = sum(len(propose(one).slots) for one in asked)
    took = perf_counter() - began
    if slots < PERSONAS * DAYS // 2:
        raise AssertionError(f"only {slots} slots were planned")
    return took


def _column(persona: int, number: int) -> ColumnPlan:
    phases = (Phase(date(2025, 6, 2), parse_rule(_RULES[number]), time(9 + (persona + 2 * number) % 12)),)
    return ColumnPlan(
        id=number + 1, name=f"栏目{number + 1}", theme="", value=list(Value)[number], stage=list(Stage)[number],
        form=Form.POST, series=Series(phases, pauses=(Pause(date(2026, 2, 14), date(2026, 2, 22)),)),
        topics=tuple(Topic(f"选题{topic}") for topic in range(8)), active=True,
    )


def _heard(persona: int) -> list[Placed]:
    """The 60 days before: a post a day."""
    first = datetime(2025, 11, 2, 4, tzinfo=UTC)
    return [
        Placed(first + timedelta(days=day), list(Value)[(day + persona) % 5], list(Stage)[day % 5], day % 5 + 1)
        for day in range(60)
    ]
