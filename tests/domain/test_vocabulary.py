from __future__ import annotations

import re
from collections import Counter as Tally
from string import Formatter
from types import ModuleType

import pytest

from content_calendar import severity, vocabulary, workflow
from content_calendar.copy_rules import (
    advertising,
    characters,
    counting,
    emptiness,
    facts,
    finding,
    hook,
    limits,
    placeholders,
    prizes,
    repetition,
    tone,
    voice,
)
from content_calendar.copy_rules import language as language_rule
from content_calendar.copy_rules.claims import reading
from content_calendar.exporters import checks, entry, notes, profile, template
from content_calendar.exporters.markdown import document
from content_calendar.exporters.table import fields
from content_calendar.message import Message
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Language, MemberState, Outcome, Platform, Term

MODULES = (
    *(vocabulary, workflow, severity, entry, profile, finding, counting),
    *(advertising, characters, checks, emptiness, facts, hook, language_rule, limits, placeholders, prizes),
    *(reading, repetition, tone, voice, notes, template, document, fields),
)


def terms_of(modules: tuple[ModuleType, ...]) -> list[type[Term]]:
    """Every closed list that these modules define."""
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return sorted((t for t in found if issubclass(t, Term) and t is not Term), key=lambda terms: terms.__name__)


ALL = terms_of(MODULES)
# Codes of messages are sentences with parameters, the rest are words.
LISTS = [terms for terms in ALL if not terms.__name__.endswith("Code")]
CODES = [terms for terms in ALL if terms.__name__.endswith("Code")]
lists = pytest.mark.parametrize("terms", LISTS, ids=lambda terms: terms.__name__)
HAN = re.compile(r"[\u4e00-\u9fff]")
# Brands that are written in Latin letters in Chinese too.
LATIN_IN_CHINESE = {"X", "Discord", "Telegram"}


@lists
def test_every_term_has_both_labels(terms):
    for term in terms:
        assert term.zh.strip() == term.zh != ""
        assert term.en.strip() == term.en != ""


@lists
def test_chinese_labels_are_chinese_and_english_ones_are_not(terms):
    for term in terms:
        assert HAN.search(term.zh) or term.zh in LATIN_IN_CHINESE
        assert not HAN.search(term.en)


@lists
@pytest.mark.parametrize("language", Language)
def test_no_two_terms_of_a_list_look_the_same(terms, language):
    assert [label for label, count in Tally(term.label(language) for term in terms).items() if count > 1] == []


@lists
def test_identifiers_are_safe_in_files_and_urls(terms):
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", term.value) for term in terms)
    assert len({term.value for term in terms}) == len(list(terms.__members__))


@lists
def test_a_term_is_stored_and_found_again_as_its_identifier(terms):
    for term in terms:
        assert terms(str(term)) is term
        assert f"{term}" == term.value


def test_a_label_follows_the_language_of_its_reader():
    assert Platform.WECHAT_GROUP.label("zh") == Platform.WECHAT_GROUP.label("zh-CN") == "微信群"
    assert Platform.WECHAT_GROUP.label("en") == Platform.WECHAT_GROUP.label("fr") == "WeChat group"


def test_a_word_outside_the_list_is_refused():
    with pytest.raises(ValueError, match="elder"):
        MemberState("elder")


def test_every_outcome_is_counted_and_no_counter_twice():
    assert set(OUTCOME_COUNTERS) == set(Outcome)
    counted = [counter for counters in OUTCOME_COUNTERS.values() for counter in counters]
    assert len(counted) == len(set(counted))
    assert set(Counter) - set(counted) == {Counter.IMPRESSIONS, Counter.VIEWS}


@pytest.mark.parametrize("codes", CODES, ids=lambda codes: codes.__name__)
def test_a_sentence_needs_the_same_params_in_both_languages(codes):
    for code in codes:
        chinese, english = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in (code.zh, code.en))
        assert chinese == english
        assert HAN.search(code.zh)
        assert not HAN.search(code.en)


class Example(Term):
    LATE = "late", "{platform}晚了 {minutes} 分钟", "{platform} is {minutes} minutes late"


def test_a_message_puts_terms_among_its_params_into_words_too():
    message = Message(Example.LATE, {"platform": Platform.MOMENTS, "minutes": 5})
    assert message.text("zh") == "朋友圈晚了 5 分钟"
    assert message.text("en") == "WeChat Moments is 5 minutes late"


def test_a_message_carries_braces_of_a_user_untouched():
    assert Message(Example.LATE, {"platform": "{minutes}", "minutes": "{0.__class__}"}).text("en").count("{") == 2


def test_a_message_without_its_params_is_an_error():
    with pytest.raises(KeyError):
        Message(Example.LATE, {"minutes": 5}).text("zh")
