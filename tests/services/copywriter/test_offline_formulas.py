"""Formula files are read strictly: a slip is named with its file, never skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.copywriter.formulas import FormulaInvalid, load_formulas, parse_formula, version_of
from app.copywriter.phrasing import asks, bare, capital, closed, titled
from content_calendar.vocabulary import Language, Value

GOOD = "---\nvalues: [learning]\nneeds: [topic]\n---\n# hook\none\n--\ntwo\n# body\n{{ topic }}\n"


def test_a_formula_is_front_matter_and_sections_of_alternatives() -> None:
    head, sections = parse_formula(GOOD)
    assert head.values == (Value.LEARNING,)
    assert sections == {"hook": ("one", "two"), "body": ("{{ topic }}",)}


@pytest.mark.parametrize(
    "text",
    [
        "# hook\none\n# body\ntwo\n",
        GOOD.replace("learning", "wisdom"),
        GOOD.replace("needs", "wants"),
        GOOD.replace("# hook", "# opening"),
        GOOD.replace("# body\n{{ topic }}\n", ""),
        GOOD.replace("{{ topic }}", "  "),
        GOOD.replace("[learning]", "[learning"),
    ],
)
def test_a_formula_with_a_slip_is_refused(text: str) -> None:
    with pytest.raises(FormulaInvalid):
        parse_formula(text)


def test_a_refused_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "zh" / "post" / "broken.j2"
    file.parent.mkdir(parents=True)
    file.write_text("nothing")
    with pytest.raises(FormulaInvalid, match=r"zh/post/broken\.j2"):
        load_formulas(tmp_path)


def test_a_file_in_the_folder_of_an_unknown_form_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "zh" / "poem" / "ode.j2"
    file.parent.mkdir(parents=True)
    file.write_text(GOOD)
    with pytest.raises(FormulaInvalid, match="poem"):
        load_formulas(tmp_path)


def test_the_version_changes_with_every_edit() -> None:
    assert version_of(GOOD) != version_of(GOOD + " ")


@pytest.mark.parametrize(
    ("text", "language", "sentence"),
    [
        ("宝宝不爱喝水怎么办", Language.ZH, "宝宝不爱喝水怎么办？"),
        ("撞衫到底尴不尴尬", Language.ZH, "撞衫到底尴不尴尬？"),
        ("窗帘拉上，声音放低。", Language.ZH, "窗帘拉上，声音放低。"),
        ("how to fold a hoodie", Language.EN, "How to fold a hoodie."),
        ("what counts as liquid", Language.EN, "What counts as liquid?"),
        ("iPad rules!", Language.EN, "iPad rules."),
        ("window, aisle or middle", Language.EN, "Window, aisle or middle?"),
        ("值不值得换，先看家里那条", Language.ZH, "值不值得换，先看家里那条。"),
        ("贵一倍，贵在哪", Language.ZH, "贵一倍，贵在哪？"),
        ("  ", Language.EN, ""),
    ],
)
def test_a_phrase_becomes_the_sentence_it_is(text: str, language: Language, sentence: str) -> None:
    assert closed(text, language) == sentence


def test_headings_keep_a_question_mark_and_lose_a_full_stop() -> None:
    assert titled("要不要盲买香水？", Language.ZH) == "要不要盲买香水？"
    assert titled("午睡小事。", Language.ZH) == "午睡小事"
    assert bare("two\nlines …") == "two lines"
    assert capital("the set", Language.EN) == "The set"
    assert not asks("窗帘拉上", Language.ZH)
