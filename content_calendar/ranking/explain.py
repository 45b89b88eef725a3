"""Why a candidate stands where it stands: numbers an editor can check, in words an editor reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content_calendar.message import Message
from content_calendar.ranking.features import PAIRS, Block
from content_calendar.vocabulary import Form, Term, Value

FEW_POSTS = 5
FAIR_SPREAD = 0.36
SOLID_SPREAD = 0.16
FAIR_POSTS = 10
SOLID_POSTS = 30

Names = Mapping[tuple[Block, str], str]
NO_NAMES: Names = MappingProxyType({})

_ZH = "×{multiplier:.2f}（{low:.2f}–{high:.2f}），{posts} 条"
_EN = " ×{multiplier:.2f} ({low:.2f}–{high:.2f}), {posts} posts"


class Evidence(Term):
    """How much a number can carry: the 80 % interval is within x/1.6 to x·1.6 at fair, x/1.2 to x·1.2 at solid."""

    THIN = "thin", "数据不足", "Not enough data"
    FAIR = "fair", "有一定依据", "Fair evidence"
    SOLID = "solid", "依据充分", "Solid evidence"


class Because(Term):
    """One sentence per kind of effect, and three about the ranking as a whole."""

    PERSONA = "persona", "画像「{what}」" + _ZH, "Persona “{what}”" + _EN
    SLOT = "slot", "时段「{what}」" + _ZH, "Slot “{what}”" + _EN
    FORM = "form", "形式「{what}」" + _ZH, "Form “{what}”" + _EN
    VALUE = "value", "价值「{what}」" + _ZH, "Value “{what}”" + _EN
    TAG = "tag", "标签「{what}」" + _ZH, "Tag “{what}”" + _EN
    PERSONA_FORM = "persona_form", "「{who} × {what}」" + _ZH, "{what} for “{who}”" + _EN
    PERSONA_TAG = "persona_tag", "「{who} × {what}」" + _ZH, "Tag “{what}” for “{who}”" + _EN
    PROMPT = "prompt", "提示词「{what}」" + _ZH, "Prompt “{what}”" + _EN
    TEMPLATE = "template", "模板「{what}」" + _ZH, "Template “{what}”" + _EN
    PERSONA_TEMPLATE = "persona_template", "「{who} × 模板 {what}」" + _ZH, "Template “{what}” for “{who}”" + _EN
    FATIGUE = "fatigue", "「28 天内已用 {uses} 次」" + _ZH, "Used {uses} times in 28 days" + _EN
    NOT_ENOUGH_PAIR = (
        "not_enough_pair",
        "「{who} × {what}」数据不足（{posts} 条）",
        "Not enough data on “{what}” for “{who}” (posts: {posts})",
    )
    NOT_ENOUGH = "not_enough", "「{what}」数据不足（{posts} 条）", "Not enough data on “{what}” (posts: {posts})"
    NOTHING_KNOWN = (
        "nothing_known",
        "还没有任何反馈，先按经验假设排列",
        "No feedback yet; this order is only a first guess",
    )
    PLAIN_MODEL = (
        "plain_model",
        "目前按模板的「实际 ÷ 预期」排序：它的预测更准",
        "Ranked by observed over expected per template, which has foretold better so far",
    )
    HARM = (
        "harm",
        "已拦下：损害率超过 {limit:.2%} 的可能性为 {risk:.0%}，请换一条或修改后再排",
        "Blocked: {risk:.0%} chance that harm exceeds {limit:.2%}; choose another or revise it first",
    )


_TERMS: Mapping[tuple[Block, str], Term] = {
    **{(Block.FORM, form.value): form for form in Form},
    **{(Block.VALUE, value.value): value for value in Value},
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One effect: the rate with it over the rate at an average level, its 80 % interval and the posts behind it."""

    block: Block
    level: tuple[str, ...]
    multiplier: float
    low: float
    high: float
    posts: int
    uses: int = 0

    @property
    def thin(self) -> bool:
        """Whether too few posts stand behind it to claim anything."""
        return self.posts < FEW_POSTS

    def message(self, names: Names = NO_NAMES) -> Message:
        """The sentence; `names` replaces identifiers by what people call them, as {(Block.PERSONA, "7"): "宝妈"}."""
        words = [
            _word(block, name, names)
            for block, name in zip(PAIRS.get(self.block, (self.block,)), self.level, strict=False)
        ]
        params: dict[str, object] = {"posts": self.posts, "uses": self.uses}
        params |= {"multiplier": self.multiplier, "low": self.low, "high": self.high}
        params |= {"who": words[0], "what": words[-1]} if words else {}
        return Message(self._code(len(words)), params)

    def _code(self, words: int) -> Because:
        if self.thin and words:
            return Because.NOT_ENOUGH_PAIR if words > 1 else Because.NOT_ENOUGH
        return Because[self.block.name]


@dataclass(frozen=True, slots=True)
class Note:
    """A reason about the candidate as a whole, such as why it is blocked."""

    said: Message

    def message(self, names: Names = NO_NAMES) -> Message:
        """The sentence; a note names no level, so `names` changes nothing."""
        return self.said


def evidence(spread: float, posts: int) -> Evidence:
    """The label for a prediction of this `spread` (sd on log-odds) with `posts` on the same persona."""
    if posts < FAIR_POSTS or spread > FAIR_SPREAD:
        return Evidence.THIN
    if posts < SOLID_POSTS or spread > SOLID_SPREAD:
        return Evidence.FAIR
    return Evidence.SOLID


def _word(block: Block, name: str, names: Names) -> object:
    if (block, name) in names:
        return names[(block, name)]
    return _TERMS.get((block, name), name)
