"""The offline writer: every form in both languages, never the same twice, nothing invented, nothing run."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from briefs import BASE

from app.copywriter.brief import (
    Brief,
    CommunityBrief,
    EventBrief,
    Fact,
    FormulaMissing,
    ProductBrief,
    TopicBrief,
    Written,
)
from app.copywriter.formulas import FormulaBook, load_formulas
from app.copywriter.freshness import rule_context
from app.copywriter.offline import OfflineWriter, input_hash, offline_writer
from app.copywriter.phrasing import FUNCTIONS, INPUTS
from content_calendar.copy_rules.rules import check
from content_calendar.similarity import near, simhash
from content_calendar.vocabulary import Form, Language, Platform, Scene, Stage, Value, WriterKind

ZH = replace(
    BASE,
    column="下午三点带娃小课堂",
    theme="带娃方法",
    topic=TopicBrief("宝宝不爱喝水怎么办", ("水杯放在够得到的地方", "吸管杯和敞口杯换着用", "汤和水果里的水也算")),
    avoid=(),
)
EN = replace(
    ZH,
    language=Language.EN,
    community=CommunityBrief("Island Members", "Island", Platform.WECOM_GROUP),
    persona=replace(BASE.persona, name="Frequent flyers", address="travellers", tags=("life:often abroad",)),
    voice=replace(BASE.voice, name="Linda", role="advisor", tone=("friendly",), always=(), never=("must-have",)),
    column="Travel Desk",
    theme="Getting there rested",
    topic=TopicBrief("How do you beat jet lag?", ("Switch your watch early", "Eat on local time", "Walk at noon")),
    product=ProductBrief("the travel set", (Fact("Size", "4 × 50 ml"), Fact("Price", "CNY 420"))),
)
EVENTS = {
    Language.ZH: EventBrief("端午包粽子大赛", "包一只自己的粽子", "6 月 18 日", "群内直播", "群里接龙", "吸盘碗 3 只"),
    Language.EN: EventBrief("the zongzi contest", "wrap your own", "18 June", "online", "post a photo", "3 bowls"),
}
TOPICS = tuple(
    TopicBrief(title, points)
    for title, points in (
        ("宝宝不爱喝水怎么办", ("水杯放在够得到的地方", "吸管杯和敞口杯换着用", "汤和水果里的水也算")),
        ("辅食颗粒什么时候加粗", ("会用牙床碾碎就可以试", "先加粗一样，别的保持原样", "干呕和呕吐要分清")),
        ("午睡前收心的办法", ("提前收玩具，不临时叫停", "窗帘拉上，声音放低", "固定同一首歌")),
        ("孩子抢玩具要不要插手", ("先看一会儿再开口", "说出两个孩子各自的感受", "先抱走情绪大的那个")),
        ("出门前的包怎么收", ("换洗衣服装一整套", "湿巾放在外袋", "水杯挂在推车上")),
        ("换季穿多少看哪里", ("摸后颈，温热不出汗就对", "手脚稍凉不用急着加衣", "多穿一层不如多带一层")),
        ("绘本读到一半就跑开", ("跑开也算听，声音别停", "让孩子自己翻页", "书放在矮处，随手够得着")),
        ("老人带娃意见不同", ("安全的事坚持，别的让一步", "当着孩子不争", "把理由写下来贴在冰箱上")),
    )
)


VALUES = list(product(Language, Form, Value))
STAGES = list(Stage)


def everything(written: Written) -> str:
    """Everything the writer has to say, in one text."""
    copy = written.copy
    return f"{copy.title}\n{copy.text()}\n{copy.image_brief}\n{copy.comment_starter}"


def writes(brief: Brief) -> str:
    return everything(offline_writer().write(brief))


def bare_brief(language: Language, form: Form) -> Brief:
    """A brief that gives nothing but who speaks to whom."""
    start = ZH if language is Language.ZH else EN
    return replace(start, form=form, column="", theme="", topic=None, product=None, event=None, slot_at=None)


@pytest.fixture(scope="module")
def told() -> list[tuple[Brief, Written]]:
    """Every form and value in both languages from a full brief, at three seeds and all stages."""
    briefs = [
        replace(
            ZH if language is Language.ZH else EN, form=form, value=value, event=EVENTS[language], seed=seed,
            stage=STAGES[(2 * seed + number) % len(STAGES)],
        )
        for number, (language, form, value) in enumerate(VALUES)
        for seed in range(3)
    ]
    return [(brief, offline_writer().write(brief)) for brief in briefs]


def is_whole(written: Written) -> bool:
    copy = written.copy
    parts = (copy.title, copy.hook, copy.body, copy.image_brief, copy.comment_starter)
    return all(parts) and not re.search(r"\bNone\b|[Uu]ndefined|[{}]", everything(written))


def test_every_form_and_value_is_written_in_both_languages(told: list[tuple[Brief, Written]]) -> None:
    assert {(brief.language, brief.form, brief.value) for brief, _ in told} == set(VALUES)
    assert [brief for brief, written in told if not is_whole(written)] == []


def test_a_brief_that_gives_little_is_written_from_all_the_same() -> None:
    for number, (language, form, value) in enumerate(VALUES):
        start = replace(ZH if language is Language.ZH else EN, form=form, event=None)
        brief = start if number % 2 else bare_brief(language, form)
        assert is_whole(offline_writer().write(replace(brief, value=value, stage=STAGES[number % len(STAGES)])))


def test_every_alternative_of_every_formula_is_allowed_and_uses_known_values() -> None:
    filling, book = offline_writer().filling, load_formulas()
    for formula in book.formulas:
        for source in (each for each in chain(*formula.sections.values()) if "{" in each):
            assert filling.sandboxes[formula.language].names(source).keys() <= INPUTS | FUNCTIONS, formula.path
    for language, banks in book.lines.items():
        for source in chain(*banks.values()):
            assert filling.line_sandboxes[language].names(source).keys() <= INPUTS | FUNCTIONS - {"line"}


@pytest.mark.parametrize("language", Language)
def test_common_forms_have_several_formulas_for_each_value(language: Language) -> None:
    start = ZH if language is Language.ZH else EN
    for form in (Form.POST, Form.POLL, Form.DISCUSSION, Form.STORY, Form.QUESTION):
        for value in Value:
            suitable = load_formulas().suitable(replace(start, form=form, value=value))
            assert len(suitable) >= (3 if form in {Form.POST, Form.POLL, Form.STORY} else 2), (form, value)


def test_the_same_brief_gives_the_same_text_and_another_seed_another() -> None:
    first, again = offline_writer().write(ZH), offline_writer().write(ZH)
    assert first == again
    assert any(offline_writer().write(replace(ZH, seed=seed)).copy != first.copy for seed in range(3))


@pytest.mark.parametrize("knows_the_others", [True, False])
def test_two_dozen_slots_of_one_column_are_as_many_different_texts(knows_the_others: bool) -> None:
    texts: list[str] = []
    for seed in range(24):
        avoid = tuple(reversed(texts)) if knows_the_others else ()
        brief = replace(ZH, form=Form.POST, seed=seed, topic=TOPICS[seed % len(TOPICS)], product=None, avoid=avoid)
        texts.append(offline_writer().write(brief).copy.text())
    assert len(set(texts)) == 24
    if knows_the_others:
        assert not any(near(simhash(a), simhash(b)) for a, b in combinations(texts, 2))
        assert len({text.split("\n", 1)[0] for text in texts}) == 24


@pytest.mark.parametrize("form", Form)
def test_one_topic_told_again_and_again_is_never_told_in_the_same_words(form: Form) -> None:
    texts: list[str] = []
    for seed in range(8):
        brief = replace(ZH, form=form, event=EVENTS[Language.ZH], seed=seed, avoid=tuple(texts))
        texts.append(offline_writer().write(brief).copy.text())
    assert len(set(texts)) == 8


def test_no_number_appears_that_the_brief_does_not_give(told: list[tuple[Brief, Written]]) -> None:
    for brief, written in told:
        given = set(re.findall(r"\d+", repr(replace(brief, slot_at=None, seed=0))))
        assert set(re.findall(r"\d+", everything(written))) <= given


def test_the_copy_rules_find_nothing_in_any_variant(told: list[tuple[Brief, Written]]) -> None:
    found = [(brief, check(written.copy, rule_context(brief, with_facts=True))) for brief, written in told]
    assert [findings for _, findings in found if findings] == []


def test_chinese_copy_has_no_english_punctuation_of_its_own(told: list[tuple[Brief, Written]]) -> None:
    for text in (everything(written) for brief, written in told if brief.language is Language.ZH):
        assert not re.search(r"[,;!?\"']|(?<=[\u4e00-\u9fff])[.:()]", text), text


@pytest.mark.parametrize("words", ["{{ 7*7 }}", "{% for a in b %}", "{# gone #}", "<b onclick=x>", "%s {0} $x"])
def test_what_the_brief_says_is_printed_and_never_run(words: str) -> None:
    topic = TopicBrief(f"通知{words}说明", (f"先看{words}这里", f"再看{words}那里"))
    brief = replace(ZH, form=Form.OFFICIAL, topic=topic, product=None)
    for seed in range(6):
        text = writes(replace(brief, seed=seed))
        assert words in text
        assert "49" not in text


def test_facts_of_the_product_are_given_word_for_word() -> None:
    brief = replace(ZH, form=Form.POST, value=Value.BENEFIT, stage=Stage.COGNITION)
    for seed in range(10):
        assert "80 抽 × 3 包" in writes(replace(brief, seed=seed))


def test_a_word_the_voice_never_says_is_avoided_where_another_variant_exists() -> None:
    brief = replace(ZH, form=Form.POST, product=None)
    openings = [offline_writer().write(replace(brief, seed=seed)).copy.hook for seed in range(12)]
    shunned = next(word for word in ("先看", "今天", "姐妹们", "一条") if any(word in hook for hook in openings))
    voice = replace(brief.voice, never=(f"不说「{shunned}」",))
    for seed in range(12):
        copy = offline_writer().write(replace(brief, seed=seed, voice=voice)).copy
        assert shunned not in copy.title + copy.text() + copy.comment_starter


def test_what_a_voice_always_says_is_said_and_other_habits_are_left_to_people() -> None:
    voice = replace(ZH.voice, always=("结尾说「有问题随时喊我」", "称呼里不用「亲」"))
    copy = offline_writer().write(replace(ZH, voice=voice)).copy
    assert copy.call_to_action.endswith("有问题随时喊我")
    assert "亲\n" not in copy.text()


def test_tags_name_the_item_and_the_persona_and_only_public_platforms_get_hashtags() -> None:
    copy = offline_writer().write(replace(ZH, scene=Scene.FESTIVAL, occasion="端午节")).copy
    assert {"value:学习", "stage:交互", "scene:节日", "life:在家带娃"} <= set(copy.tags)
    assert copy.hashtags == ()
    public = replace(ZH, community=replace(ZH.community, platform=Platform.XIAOHONGSHU), occasion="端午节")
    assert offline_writer().write(public).copy.hashtags[0] == "端午节"


def test_emoji_are_kept_from_sober_voices_and_platforms() -> None:
    sober = replace(ZH, voice=replace(ZH.voice, tone=("克制",)), form=Form.DISCUSSION, value=Value.CONNECTION)
    for seed in range(30):
        assert not re.search("[\U0001f300-\U0001faff]", writes(replace(sober, seed=seed)))


def test_provenance_says_which_formula_wrote_from_which_input() -> None:
    provenance = offline_writer().write(ZH).provenance
    assert provenance.writer is WriterKind.OFFLINE
    assert provenance.prompt.startswith("formulas/zh/question/")
    assert re.fullmatch(r"[0-9a-f]{12}", provenance.prompt_version)
    assert provenance.input_hash == input_hash(ZH)
    assert provenance.seed == ZH.seed
    assert input_hash(replace(ZH, note="别的")) != input_hash(ZH)


def test_a_form_without_formulas_is_said_to_be_missing() -> None:
    with pytest.raises(FormulaMissing):
        OfflineWriter(FormulaBook((), {})).write(ZH)


THICKNESS = TopicBrief("湿巾太厚不好抽", ("先看厚度", "一抽一张")), Fact("厚度", "薄三分之一")
CABIN = TopicBrief("Bottles that fit a carry-on", ("It goes in the cabin",)), Fact("Cabin bag", "under 100 ml")


@pytest.mark.parametrize(("start", "topic", "detail"), [(ZH, *THICKNESS), (EN, *CABIN)])
def test_a_post_on_one_detail_dwells_on_what_its_topic_is_about(start: Brief, topic: TopicBrief, detail: Fact) -> None:
    facts = (Fact("发货 Dispatch", "24 h"), detail, Fact("价格 Price", "39"))
    brief = replace(start, form=Form.POST, value=Value.BENEFIT, topic=topic, product=ProductBrief("Kit", facts))
    elsewhere = replace(brief, topic=TopicBrief("午睡怎么哄 Sleep", ("拉窗帘 Curtains",)))
    write = offline_writer().write
    close, far = ([write(replace(each, seed=seed)) for seed in range(8)] for each in (brief, elsewhere))
    assert any(detail.name in written.copy.hook for written in close)
    assert not any("one_detail" in written.provenance.prompt for written in far)
    assert not any("Dispatch" in written.copy.title + written.copy.hook for written in (*close, *far))
