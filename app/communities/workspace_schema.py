"""The fields of a workspace file: the people and communities of a team, named as in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from app.communities.written_day import Ignored, WrittenDay
from app.communities.written_part import Part
from app.communities.written_rhythm import Overrides, Pauses, Phases, PostPrompt
from app.communities.written_shares import EVEN_SHARES, Shares, StageShares, whole_number
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
    ApprovalMode,
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
PARTS = frozenset({
    "tags", "personas", "voices", "products", "columns", "events", "campaigns", "days", "ignored_occasions",
})
CHANGES = {"phases", "overrides", "pauses"}
MICROS = 1_000_000


def _known_version(version: int) -> int:
    if version != VERSION:
        raise flawed(Flaw.UNKNOWN_VERSION, given=shortened(version))
    return version


def _each_once(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys(entries))


def _somebody(keys: tuple[str, ...]) -> tuple[str, ...]:
    if not keys:
        raise flawed(Flaw.BLANK)
    return _each_once(keys)


Tags = Annotated[tuple[TagText, ...], Field(max_length=LIST_LENGTH), AfterValidator(_each_once)]
Needs = Annotated[tuple[Need, ...], Field(max_length=LIST_LENGTH), AfterValidator(_each_once)]
Audience = Annotated[tuple[Slug, ...], Field(max_length=LIST_LENGTH), AfterValidator(_somebody)]


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
    color: Annotated[int, whole_number(0, 11)] = 0
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
    """A fixed column 固定栏目; `persona`, `voice` and `product` are keys of the same community.

    Its rhythm begins on `starts_on`, or when the column is made. `active` is off in files of older versions for a
    column that rests until somebody resumes it.
    """

    persona: Slug
    key: Slug
    name: Name
    theme: Text = ""
    voice: Slug
    product: Slug | None = None
    value: Value
    stage: Stage
    form: Form
    prompt: PostPrompt = ""
    rule: Rule
    at: ClockTime
    starts_on: Day | None = None
    phases: Phases = ()
    overrides: Overrides = ()
    pauses: Pauses = ()
    topics: Annotated[tuple[WrittenTopic, ...], Field(max_length=LIST_LENGTH)] = ()
    active: bool = True

    def row_fields(self) -> dict[str, object]:
        """The column's own fields as its table has them, without the rows it names."""
        changes = self.model_dump(mode="json", by_alias=True, include=CHANGES)
        return {**self.model_dump(exclude={"persona", "voice", "product", *CHANGES}), **changes}


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
    touches: Annotated[int, whole_number(1, MOST_TOUCHES)] = MOST_TOUCHES
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
    daily_cap: Annotated[int, whole_number(1, 50)] = 2
    weekly_cap: Annotated[int, whole_number(1, 300)] = 7
    min_gap_minutes: Annotated[int, whole_number(0, 1440)] = 120
    quiet_from: ClockTime | None = None
    quiet_until: ClockTime | None = None
    value_shares: Shares = EVEN_SHARES
    stage_shares: StageShares = Field(default_factory=dict)
    weekly_target: Annotated[int, whole_number(0, 300)] = 0
    """Posts a week for a persona that free slots fill up to; 0 for the columns alone."""
    longest_silence_days: Annotated[int, whole_number(1, 60)] = 3
    approval_mode: ApprovalMode = ApprovalMode.FOUR_EYES
    approves_clean_replies: bool = False
    keeps_member_messages: bool = False
    approve_by_hours: Annotated[int, whole_number(0, 336)] = 24
    """How long before its slot a post should be approved, up to two weeks."""
    monthly_budget: Money | None = None
    """What models may cost in a month; without it there is no limit."""
    tags: Tags = ()
    personas: Annotated[tuple[WrittenPersona, ...], Field(max_length=LIST_LENGTH)] = ()
    voices: Annotated[tuple[WrittenVoice, ...], Field(max_length=LIST_LENGTH)] = ()
    products: Annotated[tuple[WrittenProduct, ...], Field(max_length=LIST_LENGTH)] = ()
    columns: Annotated[tuple[WrittenColumn, ...], Field(max_length=LIST_LENGTH)] = ()
    events: Annotated[tuple[WrittenEvent, ...], Field(max_length=LIST_LENGTH)] = ()
    campaigns: Annotated[tuple[WrittenCampaign, ...], Field(max_length=LIST_LENGTH)] = ()
    days: Annotated[tuple[WrittenDay, ...], Field(max_length=LIST_LENGTH)] = ()
    """Own occasions, holidays, make-up workdays and days on which nothing goes out."""
    ignored_occasions: Ignored = ()

    def row_fields(self) -> dict[str, object]:
        """The community's own fields as its table has them, without what has pages of its own."""
        budget = self.monthly_budget
        micros = None if budget is None else int(budget * MICROS)
        return {**self.model_dump(exclude={*PARTS, "monthly_budget"}), "monthly_budget_micros": micros}


class WrittenPerson(Part):
    """A member of the team; `roles` maps the key of a community to what the person may do there.

    `compliance` names communities in which they take the second step where approval has two.
    """

    key: Slug
    email: Email
    name: Name
    language: Language = Language.ZH
    roles: Mapping[Slug, Role] = Field(default_factory=dict)
    compliance: Annotated[tuple[Slug, ...], Field(max_length=LIST_LENGTH)] = ()
    owner: bool = False


class WorkspaceFile(Part):
    version: Annotated[int, AfterValidator(_known_version)]
    people: Annotated[tuple[WrittenPerson, ...], Field(max_length=LIST_LENGTH)] = ()
    communities: Annotated[tuple[WrittenCommunity, ...], Field(max_length=LIST_LENGTH)] = ()


class Root(Part):
    """The file as a whole: everything stands under `workspace`."""

    workspace: WorkspaceFile
