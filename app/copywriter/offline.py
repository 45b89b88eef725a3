"""The writer that needs no model: hand-written formulas filled with what the brief gives, and nothing else.

It promises three things. The same brief and seed give the same text. A text close to one of `brief.avoid` is
passed over for another variant. And the brief's words are data: whatever they contain is printed, never run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from random import Random

from pydantic import TypeAdapter

from app.copywriter.brief import Brief, FormulaMissing, Provenance, ReworkBrief, Written
from app.copywriter.editing.rework import rework
from app.copywriter.formula_filling import Filling
from app.copywriter.formulas import Formula, FormulaBook, load_formulas
from app.copywriter.freshness import GOOD_ENOUGH, Cost, cost, is_repeated
from app.copywriter.golden_case import golden_cases
from app.copywriter.offline_trouble import NothingToChange
from app.copywriter.prompt_choice import prompt_key
from app.copywriter.template_fault import TemplateRefused
from content_calendar.content import Copy
from content_calendar.vocabulary import ChangeReason, Instruction, WriterKind

MAX_ATTEMPTS = 32
_BRIEF = TypeAdapter(Brief)


class OfflineWriter:
    """Writes from a FormulaBook; keeps nothing between calls."""

    kind = WriterKind.OFFLINE

    def __init__(self, formulas: FormulaBook) -> None:
        self._formulas = formulas
        self.filling = Filling(formulas)

    def write(self, brief: Brief) -> Written:
        """One draft from the formula that suits `brief` and its seed.

        A translation is a sheet for a person to complete. Raises FormulaMissing when no formula in the brief's
        language can be filled from it, among them NothingToChange for an edit without effect.
        """
        if brief.rework:
            edit, copy = rework(brief, brief.rework, self.filling)
            return Written(copy, _provenance(brief, f"formulas/{edit.path}", edit.version))
        formula, copy = self._freshest(brief)
        return Written(self._as_asked(brief, copy), _provenance(brief, f"formulas/{formula.path}", formula.version))

    def example(self, brief: Brief) -> str:
        """The formula that suits best, filled once: nothing is checked or compared. Raises FormulaMissing."""
        if brief.rework:
            return rework(brief, brief.rework, self.filling)[1].text()
        _, copy = next(self._variants(brief, self._formulas.suitable(brief)), (None, Copy()))
        return copy.text()

    def _as_asked(self, brief: Brief, copy: Copy) -> Copy:
        """Of a reviewer's reasons the one a formula can follow: shorter, as far as facts allow."""
        if ChangeReason.TOO_LONG not in brief.sent_back_for:
            return copy
        order = ReworkBrief(Instruction.SHORTER, copy, brief.language, brief.community.platform)
        with suppress(NothingToChange):
            return rework(brief, order, self.filling)[1]
        return copy

    def _freshest(self, brief: Brief) -> tuple[Formula, Copy]:
        """The best variant of the formulas that suit; once they only repeat themselves, of all that can be filled."""
        best = self._best(brief, self._formulas.suitable(brief))
        if best is not None and is_repeated(best[2], brief):
            best = self._best(brief, self._formulas.fitting(brief))
        if best is None:
            raise FormulaMissing(f"no {brief.language} formula for {brief.form} could be filled from this brief")
        return best[1], best[2]

    def _best(self, brief: Brief, formulas: list[Formula]) -> tuple[Cost, Formula, Copy] | None:
        """The first variant that breaks no copy rule and resembles nothing said lately, or else the best of all."""
        best: tuple[Cost, Formula, Copy] | None = None
        for formula, copy in self._variants(brief, formulas):
            price = cost(copy, brief)
            if best is None or price < best[0]:
                best = (price, formula, copy)
            if price <= GOOD_ENOUGH:
                break
        return best

    def _variants(self, brief: Brief, formulas: list[Formula]) -> Iterator[tuple[Formula, Copy]]:
        ordered = _ordered(formulas, brief)
        for attempt in range(MAX_ATTEMPTS):
            formula = ordered[attempt % len(ordered)]
            try:
                yield formula, self.filling.fill(formula, brief, attempt)
            except TemplateRefused:
                continue


@cache
def offline_writer() -> OfflineWriter:
    """The writer over the formulas that ship with the product."""
    return OfflineWriter(load_formulas())


def formula_example(brief: Brief) -> str:
    """An offline draft of `brief` as an example of form for a model; empty where no formula applies.

    Cheap and pure: the brief and its seed decide it, `brief.avoid` does not. Raises GoldenInvalid.
    """
    try:
        return offline_writer().example(_translated_post(brief) if _is_translation(brief) else brief)
    except FormulaMissing:
        return ""


def _is_translation(brief: Brief) -> bool:
    return brief.rework is not None and brief.rework.instruction is Instruction.TRANSLATE


def _translated_post(brief: Brief) -> Brief:
    """A brief for such a post in the language to translate into; the present one's words are in the other language."""
    cases = golden_cases(prompt_key(replace(brief, rework=None)))
    if not cases:
        raise FormulaMissing(f"no golden input for {brief.form} in {brief.language}")
    return replace(cases[0].brief, value=brief.value, form=brief.form, seed=brief.seed)


def _ordered(formulas: list[Formula], brief: Brief) -> list[Formula]:
    """A weighted shuffle (Efraimidis and Spirakis 2006): the better a formula fits, the earlier it tends to come."""
    chance = Random(f"{brief.seed}:formulas")  # noqa: S311 - variety, not secrecy
    keyed = [(chance.random() ** (1 / (formula.weight(brief) or 1)), formula.path, formula) for formula in formulas]
    return [formula for _, _, formula in sorted(keyed, reverse=True)]


def _provenance(brief: Brief, prompt: str, version: str) -> Provenance:
    return Provenance(
        writer=WriterKind.OFFLINE,
        prompt=prompt,
        prompt_version=version,
        input_hash=input_hash(brief),
        seed=brief.seed,
        platform=brief.community.platform,
        language=brief.language,
    )


def input_hash(brief: Brief) -> str:
    """SHA-256 (64 hex digits) of the brief as JSON, its fields in their order: equal briefs, equal hash."""
    return hashlib.sha256(_BRIEF.dump_json(brief, warnings=False)).hexdigest()
