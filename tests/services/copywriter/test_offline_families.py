"""Formulas made for a moment: ready answers, touches of a campaign, festivals and shopping days."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest
from test_offline_writer import EN, EVENTS, ZH, everything

from app.copywriter.brief import Brief, ReplyBrief, Written
from app.copywriter.formulas import load_formulas
from app.copywriter.freshness import cost, rule_context
from app.copywriter.offline import formula_example, offline_writer
from content_calendar.content import Copy
from content_calendar.copy_rules.rules import check
from content_calendar.vocabulary import Form, Language, MemberState, Scenario, Scene, Tactic

BLANKS = {
    Language.ZH: ("昵称", "产品", "截止时间", "快递公司"),
    Language.EN: ("name", "product", "deadline", "courier"),
}
RULES = {Language.ZH: ("不发广告链接", "夜里不刷屏"), Language.EN: ("No links to shops", "Quiet at night")}
OCCASIONS = {
    Scene.FESTIVAL: {Language.ZH: "端午节", Language.EN: "the Dragon Boat Festival"},
    Scene.SOLAR_TERM: {Language.ZH: "立秋", Language.EN: "Start of Autumn"},
    Scene.SHOPPING_DAY: {Language.ZH: "双十一", Language.EN: "Singles' Day"},
}
SPARE = [(True, True), (True, False), (False, False)]


def start(language: Language) -> Brief:
    base = ZH if language is Language.ZH else EN
    voice = replace(base.voice, always=())
    return replace(base, form=Form.POST, voice=voice, community=replace(base.community, rules=RULES[language]))


def reply(
    language: Language, scenario: Scenario, *states: MemberState, blanks: bool = True, **changes: object
) -> Brief:
    asked = ReplyBrief(scenario, states, BLANKS[language] if blanks else ())
    base = replace(start(language), persona=replace(start(language).persona, member_state=None))
    return replace(base, reply=asked, **changes)


@pytest.fixture(scope="module")
def answers() -> list[tuple[Brief, Written]]:
    """Every moment in both languages, with blanks and without, to nobody in particular and to four kinds of members."""
    kinds = ((), *((state,) for state in (MemberState.NEWCOMER, MemberState.LOYAL, MemberState.CHURNING)))
    briefs = [
        reply(language, scenario, *states, blanks=bool(number % 2), event=EVENTS[language], seed=number)
        for number, (language, scenario, states) in enumerate(product(Language, Scenario, kinds))
    ]
    return [(brief, offline_writer().write(brief)) for brief in briefs]


@pytest.fixture(scope="module")
def touches() -> list[tuple[Brief, Written]]:
    """Seven touches in both languages, from briefs that give much, less and next to nothing."""
    briefs = [
        replace(
            start(language), touch=touch, tactic=Tactic.GROUP_BUY, seed=touch,
            event=EVENTS[language] if rich else None,
            product=start(language).product if some else None, topic=start(language).topic if rich else None,
        )
        for language, touch, (some, rich) in product(Language, range(1, 8), SPARE)
    ]
    return [(brief, offline_writer().write(brief)) for brief in briefs]


@pytest.fixture(scope="module")
def occasions() -> list[tuple[Brief, Written]]:
    briefs = [
        replace(
            start(language), scene=scene, occasion=OCCASIONS[scene][language], seed=seed,
            product=start(language).product if some else None, topic=start(language).topic if rich else None,
        )
        for language, scene, (some, rich), seed in product(Language, OCCASIONS, SPARE, range(2))
    ]
    return [(brief, offline_writer().write(brief)) for brief in briefs]


def test_each_moment_touch_and_occasion_is_written_from_its_own_family(
    answers: list[tuple[Brief, Written]], touches: list[tuple[Brief, Written]], occasions: list[tuple[Brief, Written]]
) -> None:
    for brief, written in answers:
        assert brief.reply
        assert written.provenance.prompt.startswith(f"formulas/{brief.language}/replies/{brief.reply.scenario}/")
    for brief, written in touches:
        assert written.provenance.prompt.startswith(f"formulas/{brief.language}/touches/{brief.touch}_")
    for brief, written in occasions:
        assert written.provenance.prompt.startswith(f"formulas/{brief.language}/{brief.scene}/")


def test_no_rule_of_copy_speaks_up_and_nothing_is_invented(
    answers: list[tuple[Brief, Written]], touches: list[tuple[Brief, Written]], occasions: list[tuple[Brief, Written]]
) -> None:
    for brief, written in answers + touches + occasions:
        assert check(written.copy, rule_context(brief, with_facts=True)) == (), everything(written)
        given = set(re.findall(r"\d", repr(replace(brief, slot_at=None, seed=0))))
        steps = {"1", "2", "3"} if brief.reply else set()
        assert set(re.findall(r"\d", everything(written))) <= given | steps
        assert not re.search(r"\bNone\b|[Uu]ndefined|。。|，，|：：|[a-z][.?!][A-Z]", everything(written))


def test_chinese_formulas_use_chinese_punctuation(
    answers: list[tuple[Brief, Written]], touches: list[tuple[Brief, Written]], occasions: list[tuple[Brief, Written]]
) -> None:
    for brief, written in answers + touches + occasions:
        if brief.language is Language.ZH:
            assert not re.search(r"[,;!?\"']|(?<=[\u4e00-\u9fff])[.:()]", everything(written)), everything(written)


def test_every_blank_a_reply_declares_stays_in_it_and_no_other(answers: list[tuple[Brief, Written]]) -> None:
    for brief, written in answers:
        declared = {f"{{{name}}}" for name in brief.reply.variables} if brief.reply else set()
        assert set(re.findall(r"\{[^}]*\}", written.copy.text())) == declared


def test_a_reply_is_found_by_its_moment_and_its_members_and_carries_no_hashtags() -> None:
    copy = offline_writer().write(reply(Language.ZH, Scenario.COMPLAINT, MemberState.COMPLAINING)).copy
    assert copy.tags[:2] == ("scenario:投诉安抚", "state:有投诉")
    assert (copy.hashtags, copy.image_brief, copy.comment_starter) == ((), "", "")


def test_a_formula_made_for_the_members_spoken_to_is_preferred_and_others_never_get_it() -> None:
    made_for = {formula.path: formula.head.states for formula in load_formulas().formulas}
    for seed, state in product(range(5), (MemberState.COMPLAINING, MemberState.CHURNING, MemberState.ACTIVE)):
        written = offline_writer().write(reply(Language.EN, Scenario.COMPLAINT, state, seed=seed))
        states = made_for[written.provenance.prompt.removeprefix("formulas/")]
        assert state in states if state is not MemberState.ACTIVE else not states


@pytest.mark.parametrize("state", [MemberState.COMPLAINING, MemberState.CHURNING, MemberState.NEWCOMER])
def test_a_complaint_is_met_with_sympathy_and_no_promise(state: MemberState) -> None:
    for seed in range(6):
        asked = reply(Language.ZH, Scenario.COMPLAINT, state, seed=seed, blanks=False)
        text = offline_writer().write(asked).copy.text()
        assert re.search("对不起|抱歉|道歉|生气|我听到|谢谢你直接说|失望|不留你|走我理解", text)
        assert not re.search("赔|保证|退款|但是|冷静|规定|小时|马上解决", text)


def test_the_rules_of_the_community_are_told_word_for_word() -> None:
    told = offline_writer().write(reply(Language.ZH, Scenario.RULES, MemberState.NEWCOMER)).copy.text()
    assert all(rule in told for rule in RULES[Language.ZH])


def test_a_campaign_never_says_the_same_twice() -> None:
    told: list[str] = []
    for touch in (*range(1, 8), *range(1, 8)):
        brief = replace(start(Language.ZH), touch=touch, seed=touch, avoid=tuple(told))
        told.append(offline_writer().write(brief).copy.text())
    assert len(set(told)) == 14


def test_the_last_touch_says_that_it_is_the_last_and_presses_nobody(touches: list[tuple[Brief, Written]]) -> None:
    for brief, written in touches:
        if brief.touch == 7 and brief.language is Language.ZH:
            assert re.search("最后|收个尾|句号|说到这里就收了", written.copy.hook)
            assert not re.search("仅剩|抢|赶紧|别错过|最后机会|手慢", everything(written))


def test_a_poll_in_a_campaign_stays_a_poll_and_a_touch_beyond_seven_a_post() -> None:
    poll = offline_writer().write(replace(start(Language.ZH), touch=4, form=Form.POLL))
    assert poll.provenance.prompt.startswith("formulas/zh/poll/")
    beyond = offline_writer().write(replace(start(Language.ZH), touch=8))
    assert beyond.provenance.prompt.startswith("formulas/zh/post/")


def test_a_scene_without_a_name_falls_back_to_the_form() -> None:
    written = offline_writer().write(replace(start(Language.ZH), scene=Scene.FESTIVAL, occasion=" "))
    assert written.provenance.prompt.startswith("formulas/zh/post/")


def test_what_a_brief_says_is_printed_and_never_run() -> None:
    evil = "{{ 7*7 }}{% for a in b %}<b onclick=x>%s"
    community = replace(start(Language.ZH).community, rules=(evil,), purpose=evil, name=evil)
    asked = replace(reply(Language.ZH, Scenario.RULES, MemberState.NEWCOMER), community=community)
    hostile = ReplyBrief(Scenario.RULES, (), ("{{ 7*7 }}", "a\nb"))
    text = offline_writer().write(replace(asked, reply=hostile)).copy.text()
    assert evil in text
    assert "49" not in text
    assert "{7*7}" in text
    assert "{a b}" in text


def test_an_example_of_form_is_the_same_each_time_and_costs_no_comparison() -> None:
    brief = reply(Language.ZH, Scenario.WELCOME)
    assert formula_example(brief) == formula_example(replace(brief, avoid=("x",) * 40)) != ""


@pytest.mark.parametrize("language", Language)
def test_a_formula_with_nothing_new_left_gives_way_to_another_that_fits(language: Language) -> None:
    told: list[str] = []
    for seed in range(18):
        brief = reply(language, Scenario.PRICE, MemberState.COMPLAINING, seed=seed, avoid=tuple(told))
        told.append(offline_writer().write(brief).copy.text())
    assert len(set(told)) == 18


def test_saying_the_same_again_weighs_more_than_a_hint_and_less_than_what_must_be_fixed() -> None:
    clean, loud, empty = Copy(hook="喝水吗？", body="想喝就说。"), Copy(hook="喝吗？！！！！！", body="喝。"), Copy()
    brief = replace(start(Language.ZH), avoid=(clean.text(),))
    assert check(loud, rule_context(brief))
    assert cost(loud, brief) < cost(clean, brief) < cost(empty, brief)
