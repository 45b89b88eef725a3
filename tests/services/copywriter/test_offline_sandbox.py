"""Templates that people may edit can neither escape, nor exhaust the service, nor print what is not text."""

from __future__ import annotations

import time

import pytest

from app.copywriter.sandbox import MAX_LOOP, MAX_OUTPUT, MAX_SOURCE, Sandbox
from app.copywriter.template_fault import TemplateFault, TemplateRefused

INPUTS = {"topic", "points", "rows", "fact"}

HOSTILE = (
    "{{ 'a' * 200000000 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ topic ~ topic }}",
    "{{ topic + topic }}",
    "{{ -topic }}",
    "{{ topic.__class__ }}",
    "{{ topic['__class__'] }}",
    "{{ topic|attr('__class__') }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ topic.format(topic) }}",
    "{{ topic.upper() }}",
    "{{ points.append(topic) }}",
    "{{ range(10) }}",
    "{% for number in range(1000000000) %}x{% endfor %}",
    "{{ pick(*points) }}",
    "{{ pick.__globals__ }}",
    "{{ (pick)(topic)(topic) }}",
    "{{ points|map('upper')|join }}",
    "{{ topic|center(1000000000) }}",
    "{{ topic|replace('', topic) }}",
    "{% set topic = [topic, topic] %}",
    "{% set topic %}{{ topic }}{{ topic }}{% endset %}",
    "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "{% call pick() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with topic = topic %}{% endwith %}",
    "{% include 'secret' %}",
    "{% import 'secret' as secret %}",
    "{% extends 'secret' %}",
    "{% block body %}{% endblock %}",
    "{% for row in rows recursive %}{{ loop(row) }}{% endfor %}",
    "{% for a in rows %}{% for b in rows %}{% for c in rows %}x{% endfor %}{% endfor %}{% endfor %}",
    "{{ points[topic] }}",
    "{{ topic is mapping }}",
    "{{ config }}",
    "{{ self }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "9" * 10_000 + " }}",
    "{% if topic %}" * 200 + "{% endif %}" * 200,
    "{% if topic %}",
    "{{ topic",
    "x" * (MAX_SOURCE + 1),
)


def sandbox() -> Sandbox:
    return Sandbox(INPUTS, {"pick"})


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:40])
def test_a_hostile_or_broken_template_is_refused_before_it_runs(source: str) -> None:
    started = time.perf_counter()
    with pytest.raises(TemplateRefused) as refused:
        sandbox().compile(source)
    assert time.perf_counter() - started < 2
    for words in (refused.value.cause, refused.value.remedy):
        assert words.text("zh")
        assert words.text("en")


def test_a_refusal_names_the_line_and_the_construct() -> None:
    with pytest.raises(TemplateRefused) as refused:
        sandbox().compile("one\ntwo {{ topic ~ topic }}")
    assert refused.value.fault is TemplateFault.NOT_ALLOWED
    assert refused.value.line == 2
    assert refused.value.cause.params == {"what": "Concat"}


def test_an_unknown_value_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(TemplateRefused) as refused:
        sandbox().compile("{{ tpoic }}")
    assert "tpoic" in refused.value.cause.text("zh")
    assert "topic" in refused.value.remedy.text("zh")


def test_ordinary_templates_still_work() -> None:
    source = (
        "{% for row in rows if row %}{% for word in row %}{{ loop.index }}{{ word|upper }}{% endfor %}{% endfor %}"
        "{{ pick('yes', topic) if points|length > 1 else 'no' }} {{ points[0] }} {{ points[1:]|join(', ') }}"
    )
    values = {"rows": (("a", "b"), ()), "points": ("p", "q", "r"), "topic": "t", "pick": lambda *options: options[1]}
    assert sandbox().render(source, values) == "1A2Bt p q, r"


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("{{ topic }}", {"topic": None}),
        ("{{ points }}", {"points": ("a",)}),
        ("{{ pick }}", {"pick": print}),
        ("{{ topic }}", {}),
        ("{{ fact.value }}", {"fact": "text"}),
        ("{% for letter in topic %}x{% endfor %}", {"topic": "a long text"}),
        ("{% for point in points %}x{% endfor %}", {"points": ("a",) * (MAX_LOOP + 1)}),
        ("{% for point in points %}{{ point }}{% endfor %}", {"points": ("a" * MAX_OUTPUT, "b")}),
        ("{% if topic > 1 %}x{% endif %}", {"topic": "a"}),
    ],
)
def test_what_is_no_text_or_too_much_of_it_is_refused_when_filled(source: str, values: dict[str, object]) -> None:
    with pytest.raises(TemplateRefused):
        sandbox().render(source, values)


def test_values_are_data_and_never_compiled_or_escaped() -> None:
    hostile = "{{ 7*7 }} {% raw %} <b>&amp;</b>"
    assert sandbox().render("{{ topic }}", {"topic": hostile}) == hostile
