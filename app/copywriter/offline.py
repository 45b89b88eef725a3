"""The writer that needs no model: hand-written formulas filled with what the brief gives, and nothing else.

It promises three things. The same brief and seed give the same text. A text close to one of `brief.avoid` is
passed over for another variant. And the brief's words are data: whatever they contain is printed, never run.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import cache, partial
from random import Random

from app.copywriter.brief import Brief, FormulaMissing, Provenance, Written
from app.copywriter.formulas import SECTIONS, Formula, FormulaBook, load_formulas
from app.copywriter.phrasing import FUNCTIONS, INPUTS, asks, capital, closed, is_warm, phrasing, subject, titled
from app.copywriter.sandbox import Sandbox
from app.copywriter.tagging import hashtags, tags
from app.copywriter.template_fault import TemplateRefused
from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.rules import check
from content_calendar.similarity import BITS, distance, simhash
from content_calendar.vocabulary import Form, Language, Stage, WriterKind
from content_calendar.voice_words import never_words, unsaid_sayings

MAX_ATTEMPTS = 32
FAR_ENOUGH = 20  # bits of SimHash: what texts on one topic differ by when nothing but the topic is shared
TELLING_FORMS = frozenset({Form.POST, Form.STORY, Form.RECAP, Form.OFFICIAL})


class OfflineWriter:
    """Writes from a FormulaBook; keeps nothing between calls."""

    kind = WriterKind.OFFLINE

    def __init__(self, formulas: FormulaBook) -> None:
        self._formulas = formulas
        self._sandboxes = {language: _sandbox(language, FUNCTIONS) for language in Language}
        self._line_sandboxes = {language: _sandbox(language, FUNCTIONS - {"line"}) for language in Language}

    def write(self, brief: Brief) -> Written:
        """One draft from the formula that suits `brief` and its seed.

        Raises FormulaMissing when the form has no usable formula in the brief's language.
        """
        formula, copy = self._freshest(brief)
        return Written(copy, _provenance(brief, formula))

    def _freshest(self, brief: Brief) -> tuple[Formula, Copy]:
        """The first variant that breaks no copy rule and resembles nothing said lately, or else the best of all."""
        said = [simhash(text) for text in brief.avoid]
        openings = {text.strip().split("\n", 1)[0] for text in brief.avoid}
        best: tuple[tuple[int, bool, int], Formula, Copy] | None = None
        for formula, copy in self._variants(brief):
            cost = (_faults(copy, brief), copy.hook in openings, -_novelty(copy, said))
            if best is None or cost < best[0]:
                best = (cost, formula, copy)
            if cost <= (0, False, -FAR_ENOUGH):
                break
        if best is None:
            raise FormulaMissing(f"no {brief.language} formula for {brief.form} could be filled from this brief")
        return best[1], best[2]

    def _variants(self, brief: Brief) -> Iterator[tuple[Formula, Copy]]:
        ordered = _ordered(self._formulas.suitable(brief), brief)
        for attempt in range(MAX_ATTEMPTS):
            formula = ordered[attempt % len(ordered)]
            try:
                yield formula, self._fill(formula, brief, attempt)
            except TemplateRefused:
                continue

    def _fill(self, formula: Formula, brief: Brief, attempt: int) -> Copy:
        choice = Random(f"{brief.seed}:{formula.path}:{attempt}")  # noqa: S311 - variety, not secrecy
        values = phrasing(brief, choice) | self._functions(brief, choice)
        written: dict[str, str] = {}
        for name in SECTIONS:
            values["unsaid"] = _unsaid(values["points"], written.get("hook", ""))
            written[name] = self._section(_alternatives(formula, name, brief), brief, values, choice)
        written["title"] = written["title"] or subject(brief)
        missing = unsaid_sayings(brief.voice.always, "\n".join(written.values()))
        written["call_to_action"] = "\n".join(filter(None, (written["call_to_action"], *missing)))
        return replace(_copy(written), hashtags=hashtags(brief), tags=tags(brief))

    def _section(
        self, alternatives: tuple[str, ...], brief: Brief, values: Mapping[str, object], choice: Random
    ) -> str:
        if not alternatives:
            return ""
        text = self._sandboxes[brief.language].render(choice.choice(alternatives), values)
        return capital(_tidy(text), brief.language)

    def _functions(self, brief: Brief, choice: Random) -> dict[str, object]:
        """What a formula may call: pick(a, b, …) one of these; line(bank) a shared line; emoji(x) x if it suits."""
        values: dict[str, object] = {
            **phrasing(brief, choice),
            "pick": lambda *options: choice.choice(options),
            "emoji": lambda sign: sign if is_warm(brief) else "",
        }

        def line(bank: str) -> str:
            source = choice.choice(self._formulas.lines[brief.language][bank])
            return self._line_sandboxes[brief.language].render(source, values)

        return {"pick": values["pick"], "emoji": values["emoji"], "line": line}


@cache
def offline_writer() -> OfflineWriter:
    """The writer over the formulas that ship with the product."""
    return OfflineWriter(load_formulas())


def _sandbox(language: Language, functions: frozenset[str]) -> Sandbox:
    filters: dict[str, Callable[..., object]] = {
        word.__name__: partial(word, language=language) for word in (closed, asks, titled)
    }
    return Sandbox(INPUTS, functions, filters)


def _alternatives(formula: Formula, section: str, brief: Brief) -> tuple[str, ...]:
    """The section's alternatives; selling and sharing ask in the shared lines unless the formula is made for them."""
    made_for_it = brief.stage in formula.head.stages or brief.form not in TELLING_FORMS
    asking = brief.stage is Stage.FISSION or (brief.stage is Stage.CONVERSION and brief.product is not None)
    if section == "call_to_action" and asking and not made_for_it:
        return ("{{ line(stage) }}",)
    return formula.sections.get(section, ())


def _copy(written: Mapping[str, str]) -> Copy:
    return Copy(
        title=written["title"],
        hook=written["hook"],
        body=written["body"],
        call_to_action=written["call_to_action"],
        image_brief=written["image_brief"],
        comment_starter=written["comment_starter"],
    )


def _ordered(formulas: list[Formula], brief: Brief) -> list[Formula]:
    """A weighted shuffle (Efraimidis and Spirakis 2006): the better a formula fits, the earlier it tends to come."""
    chance = Random(f"{brief.seed}:formulas")  # noqa: S311 - variety, not secrecy
    keyed = [(chance.random() ** (1 / (formula.weight(brief) or 1)), formula.path, formula) for formula in formulas]
    return [formula for _, _, formula in sorted(keyed, reverse=True)]


def _unsaid(points: object, hook: str) -> tuple[str, ...]:
    """The points the hook has not given away, so that the body does not say them again."""
    given = tuple(points) if isinstance(points, tuple) else ()
    return tuple(point for point in given if point not in hook) or given


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _faults(copy: Copy, brief: Brief) -> int:
    """How many findings the copy rules would raise, words the voice never says among them."""
    context = RuleContext(
        platform=brief.community.platform, language=brief.language, never_words=never_words(brief.voice.never)
    )
    return len(check(copy, context))


def _novelty(copy: Copy, said: list[int]) -> int:
    """How many bits of SimHash lie between this text and the nearest earlier one, 0 to 64."""
    mine = simhash(copy.text())
    return min((distance(mine, other) for other in said), default=BITS)


def _provenance(brief: Brief, formula: Formula) -> Provenance:
    return Provenance(
        writer=WriterKind.OFFLINE,
        prompt=f"formulas/{formula.path}",
        prompt_version=formula.version,
        input_hash=input_hash(brief),
        seed=brief.seed,
    )


def input_hash(brief: Brief) -> str:
    """SHA-256 (64 hex digits) of the brief as canonical JSON: equal briefs, equal hash."""
    canonical = json.dumps(asdict(brief), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
