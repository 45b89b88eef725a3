"""What the model sees of a post: its features, the levels they stand for, and the counts that came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from content_calendar.ranking.invalid import CountField, RankingFault, RankingInvalid, whole_number, within
from content_calendar.vocabulary import Outcome, Term

FATIGUE_CAP = 5
"""Uses beyond this many in 28 days wear a template out no further."""
LONGEST_HOURS = 24.0 * 366


class Block(Term):
    """A group of effects that share one learned variance."""

    BASE = "base", "整体水平", "Overall level"
    PERSONA = "persona", "画像", "Persona"
    SLOT = "slot", "时段", "Slot"
    FORM = "form", "形式", "Form"
    VALUE = "value", "价值", "Value"
    TAG = "tag", "标签", "Tag"
    PERSONA_FORM = "persona_form", "画像 × 形式", "Persona × form"
    PERSONA_TAG = "persona_tag", "画像 × 标签", "Persona × tag"
    PROMPT = "prompt", "提示词版本", "Prompt version"
    TEMPLATE = "template", "模板", "Template"
    PERSONA_TEMPLATE = "persona_template", "画像 × 模板", "Persona × template"
    FATIGUE = "fatigue", "使用疲劳", "Fatigue"


PAIRS = {
    Block.PERSONA_FORM: (Block.PERSONA, Block.FORM),
    Block.PERSONA_TAG: (Block.PERSONA, Block.TAG),
    Block.PERSONA_TEMPLATE: (Block.PERSONA, Block.TEMPLATE),
}
"""The blocks whose levels are pairs, with what they are pairs of."""


@dataclass(frozen=True, slots=True)
class Level:
    """One effect of a block, such as form "question", or persona "p1" with tag "a"."""

    block: Block
    names: tuple[str, ...] = ()


BASE = Level(Block.BASE)
FATIGUE = Level(Block.FATIGUE)


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a post before it is sent; an empty text means unknown and adds no effect."""

    persona: str = ""
    slot: str = ""
    form: str = ""
    value: str = ""
    tags: tuple[str, ...] = ()
    prompt: str = ""
    template: str = ""

    def within(self, persona: str | None, slot: str | None) -> Features:
        """These features at the place where the post would appear."""
        return replace(
            self, persona=self.persona if persona is None else persona, slot=self.slot if slot is None else slot
        )

    def levels(self) -> Iterator[Level]:
        """The effects that add up for such a post; a tag named twice counts once."""
        singles = {Block.PERSONA: self.persona, Block.SLOT: self.slot, Block.FORM: self.form,
                   Block.VALUE: self.value, Block.PROMPT: self.prompt, Block.TEMPLATE: self.template}
        yield BASE
        yield from (Level(block, (name,)) for block, name in singles.items() if name)
        yield from self._pairs()

    def _pairs(self) -> Iterator[Level]:
        tags = sorted(set(self.tags))
        yield from (Level(Block.TAG, (tag,)) for tag in tags)
        if not self.persona:
            return
        yield from (Level(Block.PERSONA_TAG, (self.persona, tag)) for tag in tags)
        if self.form:
            yield Level(Block.PERSONA_FORM, (self.persona, self.form))
        if self.template:
            yield Level(Block.PERSONA_TEMPLATE, (self.persona, self.template))


@dataclass(frozen=True, slots=True)
class Observation:
    """The numbers of one post: `exposures` people saw it, `successes` engaged, `acts` acted, `harms` left or muted.

    `acts` and `harms` are None where the platform does not report them, which is not the same as none. `week` is any
    running number of weeks, the same for all posts, and tells when the post went out.
    `age_hours` is None once the numbers are final. An open post is read again as it ages: its readings share a `key`, a
    newer one takes the place of the older, and `platform` tells whose pace it ripens at.
    Raises RankingInvalid when the counts cannot be true, or when an open post has no key.
    """

    features: Features
    exposures: int
    successes: int
    week: int
    uses_28d: int = 0
    acts: int | None = None
    harms: int | None = None
    key: str = ""
    age_hours: float | None = None
    platform: str = ""

    def __post_init__(self) -> None:
        whole_number(CountField.USES, self.uses_28d)
        whole_number(CountField.WEEK, self.week)
        exposures = whole_number(CountField.EXPOSURES, self.exposures)
        named = ((CountField.SUCCESSES, self.successes), (CountField.ACTS, self.acts), (CountField.HARMS, self.harms))
        for name, value in named:
            if value is not None and whole_number(name, value) > exposures:
                raise RankingInvalid(RankingFault.ABOVE_EXPOSURES, field=name, value=value, exposures=exposures)
        if self.age_hours is not None:
            within(CountField.AGE, self.age_hours, 0.0, LONGEST_HOURS)
            if not self.key:
                raise RankingInvalid(RankingFault.NO_KEY)

    def count(self, outcome: Outcome) -> int | None:
        """How often `outcome` happened, None when it was not reported."""
        if outcome is Outcome.ENGAGE:
            return self.successes
        return self.acts if outcome is Outcome.ACT else self.harms

    def order(self) -> tuple[object, ...]:
        """A key by which any arrival order of the same posts becomes one order."""
        seen = self.features
        missing = -1
        return (
            self.week, seen.persona, seen.slot, seen.form, seen.value, seen.tags, seen.prompt, seen.template,
            self.uses_28d, self.exposures, self.successes,
            missing if self.acts is None else self.acts, missing if self.harms is None else self.harms,
            self.key, missing if self.age_hours is None else self.age_hours, self.platform,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that could be sent next, with how often its template was used in the last 28 days."""

    key: str
    features: Features = field(default_factory=Features)
    uses_28d: int = 0

    def __post_init__(self) -> None:
        whole_number(CountField.USES, self.uses_28d)
