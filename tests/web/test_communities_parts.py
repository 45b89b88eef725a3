"""Personas, voices, products, columns and events, made and changed through their pages."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Column, Community, Event, Persona, Product, Tag, Voice
from content_calendar.vocabulary import FanType, Form, Goal, Language, Stage, Tactic, Value
from tests.browser import Visitor
from tests.factories import Workspace, make_persona, make_voice

ROOT = "/c/{}/community"


@pytest.fixture
def root(community: Community) -> str:
    return ROOT.format(community.id)


def found(session: Session, kind: type[Any], name: str) -> Any:
    return session.scalar(select(kind).where(kind.name == name))


def test_a_persona_keeps_every_facet(editor: Visitor, session: Session, root: str) -> None:
    answer = editor.post(f"{root}/personas/new", data={
        "name": "返岗妈妈", "summary": "白天上班", "address": "各位", "tags": "life:返岗\nspend：中等\ntaste:省事",
        "needs": ["service", "learning"], "static_facets": "26 到 33 岁", "dynamic_facets": "午休看手机",
        "opinions": "要快", "channels": "公众号", "fan_type": "iterator", "circle": "mass",
        "member_state": "newcomer", "color": "7", "language": "en", "never": "不说「没空陪孩子」\n亏欠",
    })
    persona = found(session, Persona, "返岗妈妈")
    assert answer.status_code == 303
    assert persona.tags == ["life:返岗", "spend:中等", "taste:省事"]
    assert persona.needs == ["service", "learning"]
    assert (persona.static_facets, persona.dynamic_facets, persona.opinions, persona.channels) == (
        "26 到 33 岁", "午休看手机", "要快", "公众号"
    )
    assert persona.never == ["不说「没空陪孩子」", "亏欠"]
    assert (persona.fan_type, persona.color, persona.language) == (FanType.ITERATOR, 7, Language.EN)


def test_a_tag_of_a_persona_becomes_a_tag_of_the_community(
    editor: Visitor, session: Session, root: str, community: Community
) -> None:
    editor.post(f"{root}/personas/new", data={"name": "返岗妈妈", "tags": "life:返岗"})
    tags = session.scalars(select(Tag).where(Tag.community_id == community.id))
    assert "life:返岗" in {str(tag) for tag in tags}


def test_few_kinds_of_tag_are_saved_with_a_nudge(editor: Visitor, session: Session, root: str) -> None:
    editor.post(f"{root}/personas/new", data={"name": "宝妈", "tags": "life:宝妈"})
    assert found(session, Persona, "宝妈") is not None
    assert "标签还不到三类" in editor.get(root).text


@pytest.mark.parametrize("name", ["返岗妈妈", "Parents at work"])
def test_a_key_is_made_from_the_name(editor: Visitor, session: Session, root: str, name: str) -> None:
    editor.post(f"{root}/personas/new", data={"name": name})
    assert found(session, Persona, name).key == {"返岗妈妈": "persona-2", "Parents at work": "parents-at-work"}[name]


def test_a_key_in_use_is_refused_beside_its_field(editor: Visitor, root: str, persona: Persona) -> None:
    answer = editor.post(f"{root}/personas/new", data={"name": "别人", "key": persona.key})
    assert answer.status_code == 422
    assert f"标识“{persona.key}”已被“{persona.name}”使用" in answer.text


def test_a_refused_form_keeps_every_word_and_names_each_mistake(
    editor: Visitor, session: Session, root: str
) -> None:
    answer = editor.post(f"{root}/personas/new", data={
        "name": "", "summary": "<b>还在</b>", "tags": "没有类别\nlife:在家", "needs": ["learning"], "color": "12",
    })
    assert answer.status_code == 422
    assert "缺少必填项" in answer.text
    assert "第 1 条：“没有类别”不是标签" in answer.text
    assert "“12”超出范围" in answer.text
    assert "&lt;b&gt;还在&lt;/b&gt;" in answer.text
    assert "没有类别\nlife:在家" in answer.text


def test_mistakes_are_told_in_the_readers_language(
    editor: Visitor, session: Session, root: str, workspace: Workspace
) -> None:
    workspace.bob.language = Language.EN
    answer = editor.post(f"{root}/products/new", data={"name": "Cup", "facts": "price: 9\nno separator here"})
    assert answer.status_code == 422
    assert "line 2 “no separator here” has no colon" in answer.text


HOSTILE = (
    "<script>alert(1)</script>", "{{ 7*7 }}", "🧋\u202eevil", "a\x00b", "字" * 10_001, "%(name)s",
    "'; DROP TABLE persona;--",
)


@pytest.mark.parametrize("text", HOSTILE, ids=["html", "template", "bidi", "nul", "long", "percent", "sql"])
@pytest.mark.parametrize("kind", ["personas", "voices", "products", "columns", "events"])
def test_hostile_text_is_kept_or_refused_but_never_breaks(editor: Visitor, root: str, kind: str, text: str) -> None:
    fields = (
        "name", "summary", "address", "tags", "needs", "color", "key", "tone", "samples", "facts", "theme", "persona",
        "voice", "product", "value", "rule", "weekdays", "at", "topics", "prompt", "starts_on", "starts_at",
        "ends_at", "place", "goal", "checklist", "version", "language",
    )
    answer = editor.post(f"{root}/{kind}/new", data=dict.fromkeys(fields, text))
    assert answer.status_code == 422
    assert "<script>alert(1)" not in answer.text
    assert ">49<" not in answer.text


def test_a_hostile_name_is_shown_as_text(editor: Visitor, session: Session, root: str) -> None:
    assert editor.post(f"{root}/voices/new", data={"name": "<img src=x>{{7*7}}"}).status_code == 303
    assert "&lt;img src=x&gt;{{7*7}}" in editor.get(root).text


def test_a_voice_keeps_its_lines_and_samples(editor: Visitor, session: Session, root: str) -> None:
    editor.post(f"{root}/voices/new", data={
        "name": "阿禾", "role": "选品师", "tone": "亲切\r\n\r\n实在", "always": "先说自己家", "never": "闭眼入\n亲亲",
        "samples": "第一段\n还是第一段\n\n第二段",
    })
    voice = found(session, Voice, "阿禾")
    assert (voice.tone, voice.always, voice.never) == (["亲切", "实在"], ["先说自己家"], ["闭眼入", "亲亲"])
    assert voice.samples == ["第一段\n还是第一段", "第二段"]


def test_facts_are_read_with_either_colon_and_shown_again(editor: Visitor, session: Session, root: str) -> None:
    editor.post(f"{root}/products/new", data={"name": "学饮杯二代", "facts": "价格：89 元（注：含运费）\nsize: 10:20"})
    product = found(session, Product, "学饮杯二代")
    assert product.facts == [{"name": "价格", "value": "89 元（注：含运费）"}, {"name": "size", "value": "10:20"}]
    assert "价格：89 元（注：含运费）\nsize：10:20" in editor.get(f"{root}/products/{product.id}").text


def column_form(persona: Persona, speaker: Voice, **fields: Any) -> dict[str, Any]:
    return {
        "name": "午睡课", "persona": persona.key, "voice": speaker.key, "value": "learning", "stage": "cognition",
        "form": "post", "weekdays": ["TH", "MO"], "at": "15:00", "rule": "",
    } | fields


def test_weekdays_and_a_time_make_the_rule_of_a_column(
    editor: Visitor, session: Session, root: str, persona: Persona, voice: Voice, product: Product
) -> None:
    topics = "断奶怎么开始\n- 先少一顿\n- 看状态\n\n辅食\n· 先米粉"
    answer = editor.post(
        f"{root}/columns/new", data=column_form(persona, voice, product=product.key, topics=topics, theme="一件小事")
    )
    column = found(session, Column, "午睡课")
    assert answer.status_code == 303
    assert (column.rule, column.at, column.product_id) == ("FREQ=WEEKLY;BYDAY=MO,TH", time(15), product.id)
    assert (column.value, column.stage, column.form) == (Value.LEARNING, Stage.COGNITION, Form.POST)
    assert column.topics == [
        {"title": "断奶怎么开始", "points": ["先少一顿", "看状态"]}, {"title": "辅食", "points": ["先米粉"]}
    ]


@pytest.mark.parametrize(("fields", "problem"), [
    ({"weekdays": []}, "缺少必填项"),
    ({"rule": "FREQ=DAILY"}, "星期和规则只能用一种"),
    ({"weekdays": [], "rule": "FREQ=HOURLY"}, "FREQ"),
    ({"at": "25:00"}, "“25:00”不是 24 小时制的时间"),
    ({"voice": "nobody"}, "找不到标识为“nobody”的人设"),
    ({"topics": "- 先有要点"}, "第 1 行“- 先有要点”是要点"),
])
def test_a_column_says_what_is_wrong(
    editor: Visitor, root: str, persona: Persona, voice: Voice, fields: dict[str, Any], problem: str
) -> None:
    answer = editor.post(f"{root}/columns/new", data=column_form(persona, voice, **fields))
    assert answer.status_code == 422
    assert problem in answer.text


def test_a_rule_out_of_the_ordinary_survives_an_edit(
    editor: Visitor, session: Session, root: str, persona: Persona, voice: Voice, column: Column
) -> None:
    rule = "FREQ=MONTHLY;BYDAY=1MO"
    fields = column_form(persona, voice, weekdays=[], rule=rule, version=column.version)
    assert editor.post(f"{root}/columns/{column.id}", data=fields).status_code == 303
    assert column.rule == rule
    assert f'value="{rule}"' in editor.get(f"{root}/columns/{column.id}").text


def test_a_column_with_posts_stays_with_its_persona(
    editor: Visitor, session: Session, root: str, workspace: Workspace, now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="other", name="别人")
    fields = column_form(other, workspace.voice, version=workspace.column.version)
    answer = editor.post(f"{root}/columns/{workspace.column.id}", data=fields)
    assert answer.status_code == 422
    assert "不能改给别的画像" in answer.text


def test_a_preview_names_the_next_five_times_in_the_zone_of_the_community(editor: Visitor, root: str) -> None:
    text = editor.get(f"{root}/columns/preview?weekdays=MO&weekdays=TH&at=15:00").text
    assert "每周一、四 15:00" in text
    assert "Asia/Shanghai" in text
    assert text.count("<time ") == 5


@pytest.mark.parametrize(
    "query", ["", "?at=x&weekdays=MO", "?at=10:00&rule=FREQ=SECONDLY", "?column=999999", "?column=1e99",
              "?at=1:00&rule=%00"],
)
def test_a_preview_of_nonsense_is_no_error_of_ours(editor: Visitor, root: str, query: str) -> None:
    assert editor.get(f"{root}/columns/preview{query}").status_code in {200, 404}


def test_a_column_can_be_paused_and_resumed(editor: Visitor, session: Session, root: str, column: Column) -> None:
    editor.post(f"{root}/columns/{column.id}/pause")
    assert [pause["last"] for pause in column.pauses] == [None]
    editor.post(f"{root}/columns/{column.id}/resume")
    assert column.pauses == []


def test_a_column_that_an_older_version_switched_off_rests_until_it_is_resumed(
    editor: Visitor, session: Session, root: str, column: Column
) -> None:
    column.active = False
    session.flush()
    editor.post(f"{root}/columns/{column.id}/resume")
    assert column.active is True
    assert [pause["last"] is not None for pause in column.pauses] in ([], [True])


def event_form(**fields: Any) -> dict[str, Any]:
    return {
        "name": "包粽子", "goal": "convert", "scene": "festival", "tactic": "group_buy",
        "starts_at": "2027-06-05T14:30", "ends_at": "2027-06-05T16:00", "place": "门店", "way_to_join": "接龙",
        "prizes": "粽叶", "checklist": "糯米\n粽叶", "contingency": "下雨改线上", **fields,
    }


def test_an_event_is_on_the_clock_of_the_community(editor: Visitor, session: Session, root: str) -> None:
    assert editor.post(f"{root}/events/new", data=event_form()).status_code == 303
    event = found(session, Event, "包粽子")
    assert event.starts_at == datetime(2027, 6, 5, 6, 30, tzinfo=UTC)
    assert (event.goal, event.tactic, event.checklist) == (Goal.CONVERT, Tactic.GROUP_BUY, ["糯米", "粽叶"])
    assert 'value="2027-06-05T14:30"' in editor.get(f"{root}/events/{event.id}").text


@pytest.mark.parametrize(("fields", "problem"), [
    ({"ends_at": "2027-06-05T14:00"}, "结束时间应晚于开始时间"),
    ({"starts_at": "tomorrow"}, "“tomorrow”不是日期时间"),
    ({"starts_at": "0001-01-01T00:00"}, "超出范围"),
    ({"starts_at": "9999-12-31T23:59"}, "超出范围"),
    ({"ends_at": ""}, "缺少必填项"),
])
def test_an_event_says_what_is_wrong(editor: Visitor, root: str, fields: dict[str, Any], problem: str) -> None:
    answer = editor.post(f"{root}/events/new", data=event_form(**fields))
    assert answer.status_code == 422
    assert problem in answer.text


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_newer(
    editor: Visitor, session: Session, root: str, persona: Persona
) -> None:
    opened = persona.version
    first = editor.post(f"{root}/personas/{persona.id}", data={"name": "先改的名字", "version": opened})
    second = editor.post(f"{root}/personas/{persona.id}", data={"name": "后改的名字", "version": opened})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "先改的名字" in second.text
    assert 'value="后改的名字"' in second.text
    assert persona.name == "先改的名字"
    again = editor.post(f"{root}/personas/{persona.id}", data={"name": "后改的名字", "version": persona.version})
    assert again.status_code == 303
    assert persona.name == "后改的名字"


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 5000, "-1"])
def test_a_version_that_is_none_counts_as_stale(editor: Visitor, root: str, voice: Voice, version: str) -> None:
    assert editor.post(f"{root}/voices/{voice.id}", data={"name": "小满", "version": version}).status_code == 409


def test_what_is_used_cannot_be_deleted_and_says_by_whom(
    editor: Visitor, session: Session, root: str, persona: Persona, voice: Voice, column: Column
) -> None:
    for path in (f"personas/{persona.id}", f"voices/{voice.id}", f"columns/{column.id}"):
        answer = editor.post(f"{root}/{path}/delete")
        assert answer.status_code == 409
        assert "仍被使用" in answer.text
    assert f"1 个栏目（{column.name}）" in editor.get(f"{root}/voices/{voice.id}").text


def test_what_nothing_uses_is_deleted(
    editor: Visitor, session: Session, root: str, community: Community, event: Event, now: datetime
) -> None:
    voice = make_voice(session, community, now, key="spare", name="备用")
    assert editor.post(f"{root}/voices/{voice.id}/delete").status_code == 303
    assert editor.post(f"{root}/events/{event.id}/delete").status_code == 303
    assert found(session, Voice, "备用") is None
    assert found(session, Event, "周末下午茶") is None


def test_a_row_of_another_community_is_not_found(
    editor: Visitor, session: Session, root: str, workspace: Workspace, now: datetime
) -> None:
    foreign = make_persona(session, workspace.elsewhere, now)
    for path in (f"personas/{foreign.id}", f"personas/{foreign.id}/delete"):
        assert editor.post(f"{root}/{path}", data={"name": "x"}).status_code == 404
    assert editor.get(f"{root}/personas/99999999999999999999").status_code == 404
    assert editor.get(f"{root}/gadgets/new").status_code == 404
