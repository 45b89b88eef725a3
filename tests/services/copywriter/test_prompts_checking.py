"""What the check says of one prompt text: every slip with its line, before anything is filled or sent."""

from __future__ import annotations

import pytest

from app.copywriter.golden import check_source
from app.copywriter.prompt_fault import PromptFlaw
from app.copywriter.prompty import load_prompt, partials
from app.copywriter.sandbox import Sandbox
from app.copywriter.template_fault import TemplateFault, TemplateRefused
from content_calendar.vocabulary import Language, Term

KEY = "posts/learning.zh"
TEXT = load_prompt(KEY).text


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def only_fault(text: str, key: str = KEY) -> tuple[Term, int]:
    (fault,) = check_source(text, key)
    assert fault.cause.text("zh")
    assert fault.remedy.text("en")
    return fault.cause.code, fault.line


def test_a_shipped_prompt_has_no_fault() -> None:
    assert check_source(TEXT, KEY) == ()


@pytest.mark.parametrize(
    ("before", "after", "cause", "where"),
    [
        ("language: zh", "language: en", PromptFlaw.OTHER_LANGUAGE, "language: en"),
        ("  value: {", "  worth: {type: string}\n  value: {", PromptFlaw.INPUT_UNKNOWN, "  worth:"),
        ("  avoid: {type: array", "  avoid: {type: string", PromptFlaw.INPUT_TYPE, "  avoid:"),
        ("  value: {", "  touch: {type: integer}\n  value: {", PromptFlaw.INPUT_UNUSED, "  touch:"),
        ("user:\n", "user:\n\n{{ touch }}\n", PromptFlaw.INPUT_UNDECLARED, "{{ touch }}"),
        ("user:\n", "user:\n{{ secret }}\n", TemplateFault.UNKNOWN_NAME, "{{ secret }}"),
        ("user:\n", "user:\n{{ value + value }}\n", TemplateFault.NOT_ALLOWED, "{{ value + value }}"),
        ("system:\n", "system:\n\n{% if value %}\n", TemplateFault.SYNTAX, "user:"),
        ("system:\n", "system:\n{% include 'none.j2' %}\n", TemplateFault.UNKNOWN_PARTIAL, "{% include 'none"),
        ("system:\n", "system:\n{% include value %}\n", TemplateFault.NOT_ALLOWED, "{% include value"),
    ],
)
def test_a_slip_in_the_text_is_found_on_its_line(before: str, after: str, cause: Term, where: str) -> None:
    text = TEXT.replace(before, after, 1)
    code, line = only_fault(text)
    assert code is cause
    assert abs(line - line_of(text, where)) <= (cause is TemplateFault.SYNTAX) * 2


def test_an_input_that_only_a_partial_uses_counts_as_used() -> None:
    text = TEXT.replace('{% include "memory.zh.j2" %}\n', "")
    assert {fault.cause.params["name"] for fault in check_source(text, KEY)} == {"avoid", "examples", "formula"}


def test_text_of_people_outside_a_data_block_fails_the_golden_case() -> None:
    faults = check_source(TEXT.replace("user:\n", "user:\n给{{ persona.name }}写。\n"), KEY)
    assert {fault.cause.code for fault in faults} == {PromptFlaw.GOLDEN_FAILED}
    assert all("资料区之外" in fault.cause.text("zh") for fault in faults)


def test_a_prompt_without_golden_input_says_so() -> None:
    english = load_prompt("posts/learning.en").text
    assert only_fault(english, "posts/unheard_of.en") == (PromptFlaw.NO_GOLDEN, 1)


def test_a_fault_reads_as_one_line_an_editor_can_jump_to() -> None:
    (fault,) = check_source(TEXT.replace("language: zh", "language: en"), KEY)
    said = "language 写的是 en，而文件名说的是 zh。请把两处改成一致。"
    assert fault.text(Language.ZH) == f"prompts/{KEY}.prompty:5: {said}"


HOSTILE = {
    "in a loop": "{% for word in words %}{% include 'a.j2' %}{% endfor %}",
    "too many": "{% include 'a.j2' %}" * 21,
    "if there is one": "{% include 'b.j2' ignore missing %}",
    "a list": "{% include ['a.j2', 'b.j2'] %}",
    "a path": "{% include '../../../etc/passwd' %}",
    "another file of the library": "{% include 'posts/learning.zh.prompty' %}",
    "nested": "{% include 'nested.j2' %}",
    "computed": "{% include words[0] %}",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_partial_is_taken_from_the_list_alone_and_never_multiplied(source: str) -> None:
    given = {"a.j2": "a", "nested.j2": "{% include 'a.j2' %}"}
    with pytest.raises(TemplateRefused):
        Sandbox({"words"}, partials=given).render(source, {"words": ("a.j2",)})


def test_a_fault_within_a_partial_names_it_with_its_own_line() -> None:
    sandbox = Sandbox({"word"}, partials={"bad.j2": "one\n{{ word.nothing }}"})
    with pytest.raises(TemplateRefused) as refused:
        sandbox.render("first\nsecond\n{% include 'bad.j2' %}", {"word": "x"})
    assert (refused.value.partial, refused.value.line) == ("bad.j2", 2)
    with pytest.raises(TemplateRefused) as refused:
        sandbox.render("first\n{{ word.nothing }}", {"word": "x"})
    assert (refused.value.partial, refused.value.line) == ("", 2)


def test_a_partial_may_not_do_more_than_a_template() -> None:
    sandbox = Sandbox((), partials={"bad.j2": "{% set x = 1 %}"})
    with pytest.raises(TemplateRefused, match=r"bad\.j2, line 1"):
        sandbox.render("{% include 'bad.j2' %}", {})


def test_loops_of_a_partial_are_bounded_too() -> None:
    sandbox = Sandbox({"words"}, partials={"all.j2": "{% for word in words %}{{ word }}{% endfor %}"})
    assert sandbox.render("{% include 'all.j2' %}", {"words": ("a", "b")}) == "ab"
    with pytest.raises(TemplateRefused):
        sandbox.render("{% include 'all.j2' %}", {"words": ("a",) * 201})


def test_partials_come_in_both_languages() -> None:
    names = {name.rsplit(".", 2)[0]: set() for name in partials()}
    for name in partials():
        names[name.rsplit(".", 2)[0]].add(name.split(".")[1])
    assert all(languages == {"zh", "en"} for languages in names.values())
