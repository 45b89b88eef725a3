"""The fields of a workspace file: the people and communities of a team, named as in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.core.field_flaws import Flaw, flawed, flawed_as, shortened
from app.core.text_fields import (
    LIST_LENGTH,
    ClockTime,
    Day,
    Email,
    Line,
    Lines,
    Moment,
    Money,
    Name,
    Rule,
    ShortLine,
    Slug,
    TagText,
    Text,
    ZoneName,
)
from content_calendar.planning.campaign_window import MOST_TOUCHES, window_flaw
from content_calendar.vocabulary import (
    BusinessGoal,
    Circle,
    CommunityKind,
    FanType,
    Form,
    Goal,
    Horizon,
    Language,
    MemberState,
    Need,
    Platform,
    Positioning,
    Scene,
    Stage,
    Tactic,
    Value,
)
from content_calendar.workflow import Role

Entry = TypeVar("Entry", bound=str)

VERSION = 1
PARTS = frozenset({"tags", "personas", "voices", "products", "columns", "events", "campaigns"})
MICROS = 1_000_000
EVEN_SHARES: Mapping[Value, int] = dict.fromkeys(Value, 100 // len(Value))


def _whole_number(low: int, high: int) -> Any:
    def check(number: int) -> int:
        if not low <= number <= high:
            raise flawed(Flaw.OUT_OF_RANGE, given=shortened(number), low=low, high=high)
        return number

    return AfterValidator(check)


def _known_version(version: int) -> int:
    if version != VERSION:
        raise flawed(Flaw.UNKNOWN_VERSION, given=shortened(version))
    return version


def _sum_to_100(shares: Mapping[Value, int]) -> Mapping[Value, int]:
    if sum(shares.values()) != 100:  # noqa: PLR2004 - per cent
        raise flawed(Flaw.WRONG_SUM, sum=sum(shares.values()))
    return {value: shares.get(value, 0) for value in Value}


def _somebody(keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        raise flawed(Flaw.BLANK)
    return _each_once(keys)


def _each_once(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys(entries))


Tags = Annotated[tuple[TagText, ...], Field(max_length=LIST_LENGTH), AfterValidator(_each_once)]
Needs = Annotated[tuple[Need, ...], Field(max_length=LIST_LENGTH), AfterValidator(_each_once)]
Audience = Annotated[tuple[Slug, ...], Field(max_length=LIST_LENGTH), AfterValidator(_somebody)]
Percent = Annotated[int, _whole_number(0, 100)]
Shares = Annotated[Mapping[Value, Percent], AfterValidator(_sum_to_100)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenTopic(Part):
    """One entry of a column's topic bank 选题库."""

    title: Name
    points: Lines = ()


class WrittenFact(Part):
    name: Name
    value: Line


class WrittenPersona(Part):
    key: Slug
    name: Name
    color: Annotated[int, _whole_number(0, 11)] = 0
    """Index into the palette of twelve."""
    language: Language = Language.ZH
    summary: Text = ""
    address: ShortLine = ""
    static_facets: Text = ""
    dynamic_facets: Text = ""
    opinions: Text = ""
    channels: Text = ""
    never: Lines = ()
    """What one does not say to these people."""
    tags: Tags = ()
    needs: Needs = ()
    fan_type: FanType | None = None
    circle: Circle | None = None
    member_state: MemberState | None = None


class WrittenVoice(Part):
    key: Slug
    name: Name
    role: ShortLine = ""
    language: Language = Language.ZH
    tone: Lines = ()
    always: Lines = ()
    never: Lines = ()
    samples: Annotated[tuple[Text, ...], Field(max_length=LIST_LENGTH)] = ()


class WrittenProduct(Part):
    key: Slug
    name: Name
    facts: Annotated[tuple[WrittenFact, ...], Field(max_length=LIST_LENGTH)] = ()


class WrittenColumn(Part):
    """A fixed column 固定栏目; `persona`, `voice` and `product` are keys of the same community."""

    persona: Slug
    key: Slug
    name: Name
    theme: Text = ""
    voice: Slug
    product: Slug | None = None
    value: Value
    stage: Stage
    form: Form
    rule: Rule
    at: ClockTime
    topics: Annotated[tuple[WrittenTopic, ...], Field(max_length=LIST_LENGTH)] = ()
    active: bool = True


class WrittenEvent(Part):
    key: Slug
    name: Name
    theme: Text = ""
    goal: Goal
    scene: Scene = Scene.NONE
    tactic: Tactic | None = None
    starts_at: Moment
    ends_at: Moment
    place: Text = ""
    way_to_join: Text = ""
    prizes: Text = ""
    checklist: Lines = ()
    contingency: Text = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise flawed(Flaw.ENDS_BEFORE_START)
        return self


class WrittenCampaign(Part):
    """Some days of soft reminders to `personas`; these, `voice`, `product` and `event` are keys of the community."""

    key: Slug
    name: Name
    theme: Text = ""
    goal: Goal
    scene: Scene = Scene.NONE
    tactic: Tactic | None = None
    personas: Audience
    first: Day
    last: Day
    touches: Annotated[int, _whole_number(1, MOST_TOUCHES)] = MOST_TOUCHES
    voice: Slug | None = None
    product: Slug | None = None
    event: Slug | None = None

    @model_validator(mode="after")
    def _fits_its_days(self) -> Self:
        flaw = window_flaw(self.first, self.last, self.touches)
        if flaw:
            raise flawed_as(flaw)
        return self


class WrittenCommunity(Part):
    key: Slug
    name: Name
    brand: Name
    kind: CommunityKind
    horizon: Horizon = Horizon.LONG_TERM
    positioning: Positioning = Positioning.AUDIENCE
    platform: Platform
    goal: BusinessGoal
    language: Language = Language.ZH
    timezone: ZoneName = "Asia/Shanghai"
    purpose: Text = ""
    founded_on: Day
    entry_condition: Text = ""
    speaking_norms: Text = ""
    activity_rules: Text = ""
    daily_cap: Annotated[int, _whole_number(1, 50)] = 2
    weekly_cap: Annotated[int, _whole_number(1, 300)] = 7
    min_gap_minutes: Annotated[int, _whole_number(0, 1440)] = 120
    quiet_from: ClockTime | None = None
    quiet_until: ClockTime | None = None
    value_shares: Shares = EVEN_SHARES
    monthly_budget: Money | None = None
    """What models may cost in a month; without it there is no limit."""
    tags: Tags = ()
    personas: Annotated[tuple[WrittenPersona, ...], Field(max_length=LIST_LENGTH)] = ()
    voices: Annotated[tuple[WrittenVoice, ...], Field(max_length=LIST_LENGTH)] = ()
    products: Annotated[tuple[WrittenProduct, ...], Field(max_length=LIST_LENGTH)] = ()
    columns: Annotated[tuple[WrittenColumn, ...], Field(max_length=LIST_LENGTH)] = ()
    events: Annotated[tuple[WrittenEvent, ...], Field(max_length=LIST_LENGTH)] = ()
    campaigns: Annotated[tuple[WrittenCampaign, ...], Field(max_length=LIST_LENGTH)] = ()

    def row_fields(self) -> dict[str, object]:
        """The community's own fields as its table has them, without the parts that are rows themselves."""
        budget = self.monthly_budget
        micros = None if budget is None else int(budget * MICROS)
        return {**self.model_dump(exclude={*PARTS, "monthly_budget"}), "monthly_budget_micros": micros}


class WrittenPerson(Part):
    """A member of the team; `roles` maps the key of a community to what the person may do there."""

    key: Slug
    email: Email
    name: Name
    language: Language = Language.ZH
    roles: Mapping[Slug, Role] = Field(default_factory=dict)
    owner: bool = False


class WorkspaceFile(Part):
    version: Annotated[int, AfterValidator(_known_version)]
    people: Annotated[tuple[WrittenPerson, ...], Field(max_length=LIST_LENGTH)] = ()
    communities: Annotated[tuple[WrittenCommunity, ...], Field(max_length=LIST_LENGTH)] = ()


class Root(Part):
    """The file as a whole: everything stands under `workspace`."""

    workspace: WorkspaceFile
