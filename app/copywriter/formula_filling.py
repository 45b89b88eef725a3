"""One formula and one brief make one text; the brief's words are data: whatever they contain is printed, never run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from random import Random

from app.copywriter.blanks import with_every_blank
from app.copywriter.brief import Brief
from app.copywriter.formulas import SECTIONS, Formula, FormulaBook
from app.copywriter.phrasing import FUNCTIONS, INPUTS, asks, capital, closed, is_warm, phrasing, subject, titled
from app.copywriter.sandbox import Sandbox
from app.copywriter.tagging import hashtags, tags
from content_calendar.content import Copy
from content_calendar.vocabulary import Form, Language, Stage
from content_calendar.voice_words import unsaid_sayings

TELLING_FORMS = frozenset(map(str, (Form.POST, Form.STORY, Form.RECAP, Form.OFFICIAL)))
ASKING_STAGES = frozenset({Stage.FISSION, Stage.CONVERSION})


class Filling:
    """Fills the formulas of a book; keeps compiled templates and nothing of a brief."""

    def __init__(self, book: FormulaBook) -> None:
        self._book = book
        self.sandboxes = {language: _sandbox(language, FUNCTIONS) for language in Language}
        self.line_sandboxes = {language: _sandbox(language, FUNCTIONS - {"line"}) for language in Language}

    def fill(self, formula: Formula, brief: Brief, attempt: int) -> Copy:
        """The text of `formula`; another `attempt` makes other choices. Raises TemplateRefused."""
        choice = Random(f"{brief.seed}:{formula.path}:{attempt}")  # noqa: S311 - variety, not secrecy
        values = phrasing(brief, choice)
        values |= self._functions(brief, choice, dict(values))
        written: dict[str, str] = {}
        for name in SECTIONS:
            values["unsaid"] = _unsaid(values["points"], written.get("hook", ""))
            written[name] = self._section(_alternatives(formula, name, brief), brief, values, choice)
        return _finished(written, brief)

    def line(self, source: str, brief: Brief, choice: Random) -> str:
        """One line of a formula by itself, such as the opening an edit puts before a text. Raises TemplateRefused."""
        values = phrasing(brief, choice)
        values |= self._functions(brief, choice, dict(values))
        return self.line_sandboxes[brief.language].render(source, values)

    def _section(
        self, alternatives: tuple[str, ...], brief: Brief, values: Mapping[str, object], choice: Random
    ) -> str:
        if not alternatives:
            return ""
        source = choice.choice(alternatives)
        # Half of all alternatives are plain words, which need no template.
        text = self.sandboxes[brief.language].render(source, values) if "{" in source else source
        return capital(_tidy(text), brief.language)

    def _functions(self, brief: Brief, choice: Random, values: dict[str, object]) -> dict[str, object]:
        """What a formula may call: pick(a, b, …) one of these; line(bank) a shared line; emoji(x) x if it suits."""
        values["pick"] = lambda *options: choice.choice(options)
        values["emoji"] = lambda sign: sign if is_warm(brief) else ""

        def line(bank: str) -> str:
            source = choice.choice(self._book.lines[brief.language][bank])
            return self.line_sandboxes[brief.language].render(source, values)

        return {"pick": values["pick"], "emoji": values["emoji"], "line": line}


def _sandbox(language: Language, functions: frozenset[str]) -> Sandbox:
    filters: dict[str, Callable[..., object]] = {
        word.__name__: partial(word, language=language) for word in (closed, asks, titled)
    }
    return Sandbox(INPUTS, functions, filters)


def _alternatives(formula: Formula, section: str, brief: Brief) -> tuple[str, ...]:
    """The section's alternatives; selling and sharing ask in the shared lines unless the formula is made for them."""
    made_for_it = brief.stage in formula.head.stages or formula.family not in TELLING_FORMS
    asking = brief.stage in ASKING_STAGES and not (brief.stage is Stage.CONVERSION and brief.product is None)
    if section == "call_to_action" and asking and not made_for_it:
        return ("{{ line(stage) }}",)
    return formula.sections.get(section, ())


def _finished(written: Mapping[str, str], brief: Brief) -> Copy:
    """The sections as copy, with every blank a reply declares and every saying the voice always says."""
    text = "\n".join(written.values())
    copy = Copy(
        title=written["title"] or subject(brief),
        hook=written["hook"],
        body=with_every_blank(written["body"], text, brief),
        call_to_action="\n".join(
            filter(None, (written["call_to_action"], *unsaid_sayings(brief.voice.always, text)))
        ),
        image_brief=written["image_brief"],
        comment_starter=written["comment_starter"],
    )
    return replace(copy, hashtags=hashtags(brief), tags=tags(brief))


def _unsaid(points: object, hook: str) -> tuple[str, ...]:
    """The points the hook has not given away, so that the body does not say them again."""
    given = tuple(points) if isinstance(points, tuple) else ()
    return tuple(point for point in given if point not in hook) or given


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
