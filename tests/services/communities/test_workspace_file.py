"""What a person writes by hand into a workspace file, read or refused line by line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

import app.communities
from app.communities.plain_yaml import YamlFlaw
from app.communities.series_rows import rhythm_fields, series_of
from app.communities.workspace import load
from app.communities.workspace_file import WorkspaceFileInvalid, WorkspaceProblem, read_workspace
from app.communities.workspace_references import ReferenceFlaw
from app.communities.workspace_schema import Root, WorkspaceFile, WrittenCommunity, WrittenPersona
from app.communities.written_part import Part
from app.core.field_flaws import Flaw, message_of, shortened
from app.core.text_fields import Text
from app.models import Column, Community
from content_calendar.planning.recurrence import occurrences, parse_rule
from content_calendar.planning.series import firings
from content_calendar.vocabulary import DayKind, Form, Language, Need, Platform, Term, Value
from content_calendar.workflow import Role

SAMPLE = Path(app.communities.__file__).parent / "sample_workspace.yaml"

SMALL = """\
workspace:
  version: 1
  people:
    - {key: mei, email: mei@example.com, name: 小梅, roles: {tea: editor}}
  communities:
    - key: tea
      name: 茶友群
      brand: 半日闲
      kind: interest
      platform: wechat_group
      goal: advocacy
      founded_on: 2026-10-01
      personas:
        - {key: office, name: 办公室茶客, needs: [friends]}
      voices:
        - {key: lao-tang, name: 老汤}
      products:
        - key: white-tea
          name: 白茶饼
          facts: [{name: 净含量, value: 350 克}]
      columns:
        - key: brew
          persona: office
          name: 一泡茶
          voice: lao-tang
          product: white-tea
          value: learning
          stage: cognition
          form: post
          rule: FREQ=WEEKLY;BYDAY=MO
          at: 15:00
          topics: [{title: 水温, points: [沸水冲泡]}]
      events:
        - {key: fair, name: 茶会, goal: activate, starts_at: 2027-06-05T14:00+08:00, ends_at: 2027-06-05T17:00+08:00}
"""


def with_change(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times in the file"
    return SMALL.replace(old, new)


def problems_of(content: str | bytes) -> tuple[WorkspaceProblem, ...]:
    with pytest.raises(WorkspaceFileInvalid) as refused:
        read_workspace(content)
    return refused.value.problems


def only_problem(content: str | bytes) -> WorkspaceProblem:
    problems = problems_of(content)
    assert len(problems) == 1, [problem.text("en") for problem in problems]
    return problems[0]


def sample() -> WorkspaceFile:
    return read_workspace(SAMPLE.read_bytes())


# --- a file that is in order


def test_a_small_file_is_read_with_its_defaults() -> None:
    workspace = read_workspace(SMALL)
    [community] = workspace.communities
    assert community.founded_on == date(2026, 10, 1)
    assert community.timezone == "Asia/Shanghai"
    assert sum(community.value_shares.values()) == 100
    assert community.personas[0].needs == (Need.FRIENDS,)
    assert workspace.people[0].roles == {"tea": Role.EDITOR}


def test_an_unquoted_time_is_a_time_and_not_a_number_of_minutes() -> None:
    assert read_workspace(SMALL).communities[0].columns[0].at == time(15)
    assert read_workspace(with_change("at: 15:00", 'at: "9:05"')).communities[0].columns[0].at == time(9, 5)


def test_an_unquoted_no_is_a_word_where_text_stands_and_false_where_a_switch_stands() -> None:
    assert read_workspace(with_change("name: 老汤", "name: no")).communities[0].voices[0].name == "no"
    switched_off = with_change("          at: 15:00", "          active: no\n          at: 15:00")
    assert read_workspace(switched_off).communities[0].columns[0].active is False


RHYTHM = """          starts_on: 2026-10-05
          prompt: posts/story.zh
          phases: [{from: 2027-01-04, rule: FREQ=WEEKLY;BYDAY=WE, at: 20:00}]
          overrides: [{on: 2026-12-21, to: 2026-12-22 19:30}, {on: 2026-10-12}]
          pauses: [{first: 2026-11-02, last: 2026-11-08}, {first: 2027-03-01}]
          at: 15:00"""


def test_a_column_of_a_file_keeps_how_its_rhythm_changes(session: Session, now: datetime) -> None:
    load(session, read_workspace(with_change("          at: 15:00", RHYTHM)), now=now)
    column = session.scalars(select(Column)).one()
    series = series_of(column, ZoneInfo("Asia/Shanghai"))
    fired = firings(series, zone=ZoneInfo("Asia/Shanghai"), start=date(2026, 10, 1), end=date(2027, 6, 30))
    assert column.prompt == "posts/story.zh"
    assert [one.day for one in fired][:2] == [date(2026, 10, 5), date(2026, 10, 19)]
    assert next(one.at for one in fired if one.moved) == datetime(2026, 12, 22, 11, 30, tzinfo=UTC)
    assert fired[-1].at == datetime(2027, 2, 24, 12, 0, tzinfo=UTC)
    written = {name: value for name, value in rhythm_fields(series).items() if name not in {"active", "rule"}}
    assert written == {name: getattr(column, name) for name in written}


@pytest.mark.parametrize(("line", "problem"), [
    ("overrides: [{on: 2026-12-21, to: 2026-12-22T19:30+08:00}]", "不是社群当地的日期时间"),
    ("overrides: [{on: 2026-12-21}, {on: 2026-12-21}]", "2026-12-21 写了两次"),
    ("pauses: [{first: 2026-12-21, last: 2026-12-20}]", "结束时间应晚于开始时间"),
    ("phases: [{from: 2026-12-21, rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31, at: 9:00}]", "没有哪一天符合"),
    ("starts_on: 1026-12-21", "超出范围"),
    ("prompt: ../../etc/passwd", "不是内容提示词的标识"),
])
def test_a_rhythm_that_makes_no_sense_is_named_with_its_line(line: str, problem: str) -> None:
    found = only_problem(with_change("          at: 15:00", f"          {line}\n          at: 15:00"))
    assert problem in found.message.text("zh")


def test_days_and_ignored_occasions_of_a_file_become_rows(session: Session, now: datetime) -> None:
    days = """
      days:
        - {name: 群生日, on: 2026-10-01, lead_days: 7, yearly: true}
        - {kind: blackout, name: 盘点, on: 2026-12-30, until: 2027-01-02}
      ignored_occasions: [april_fools]
"""
    load(session, read_workspace(SMALL.rstrip("\n") + days), now=now)
    community = session.scalars(select(Community).where(Community.key == "tea")).one()
    marked = [(str(day.on), day.kind, day.name, day.lead_days, day.yearly) for day in community.marked_days]
    assert marked == [
        ("2026-10-01", DayKind.OWN, "群生日", 7, True),
        *((day, DayKind.BLACKOUT, "盘点", 0, False)
          for day in ("2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02")),
    ]
    assert community.ignored_occasions == ["april_fools"]


@pytest.mark.parametrize(
    "line",
    ["days: [{name: 店庆, on: 2027-01-02, until: 2027-01-01}]",
     "days: [{name: 店庆, on: 2027-01-01, until: 2027-01-02}]",
     "days: [{kind: blackout, name: 长假, on: 2027-01-01, until: 2027-12-31}]", "days: [{name: 店庆, on: 2027-02-30}]",
     "ignored_occasions: [my_birthday]"],
)
def test_days_that_make_no_sense_are_named_with_their_line(line: str) -> None:
    with pytest.raises(WorkspaceFileInvalid) as refusal:
        read_workspace(SMALL.rstrip("\n") + f"\n      {line}\n")
    assert [problem.line for problem in refusal.value.problems] == [len(SMALL.rstrip("\n").splitlines()) + 1]


def test_stages_without_any_share_are_left_to_the_columns() -> None:
    even = "name: 茶友群\n      stage_shares: {cognition: 50, output: 50}\n      weekly_target: 5"
    [community] = read_workspace(with_change("name: 茶友群", even)).communities
    assert (sum(community.stage_shares.values()), community.weekly_target) == (100, 5)
    assert read_workspace(SMALL).communities[0].stage_shares == {}
    assert "各项之和是 50" in only_problem(
        with_change("name: 茶友群", "name: 茶友群\n      stage_shares: {cognition: 50}")
    ).message.text("zh")


def test_a_number_in_a_fact_keeps_every_digit_it_was_written_with() -> None:
    workspace = read_workspace(with_change("value: 350 克", "value: 1.10"))
    assert workspace.communities[0].products[0].facts[0].value == "1.10"


def test_an_empty_entry_counts_as_not_written() -> None:
    workspace = read_workspace(with_change("product: white-tea", "product:"))
    assert workspace.communities[0].columns[0].product is None


def test_emoji_right_to_left_text_html_and_template_syntax_stay_ordinary_text() -> None:
    name = "🍵 مرحبا <b>{{ 7*7 }}</b> {% raw %}"
    workspace = read_workspace(with_change("name: 茶友群", f"name: '{name}'"))
    assert workspace.communities[0].name == name


def test_text_that_looks_equal_is_made_equal() -> None:
    workspace = read_workspace(with_change("brand: 半日闲", "brand: 'Cafe\u0301  Noir '"))
    assert workspace.communities[0].brand == "Caf\u00e9 Noir"


def test_a_tag_or_need_written_twice_is_kept_once() -> None:
    text = with_change("needs: [friends]", "needs: [friends, friends], tags: [a:b, 'a:b ', a:c]")
    persona = read_workspace(text).communities[0].personas[0]
    assert persona.needs == (Need.FRIENDS,)
    assert persona.tags == ("a:b", "a:c")


def test_a_file_saved_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    assert read_workspace(SMALL.replace("\n", "\r\n").encode("utf-8-sig")) == read_workspace(SMALL)


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_workspace(SMALL).communities[0].name = "other"  # type: ignore[misc]  # the very thing that must fail


# --- one flaw, one message with place, cause and remedy

FLAWED: list[tuple[str, str, str, Term, str]] = [
    ("key: tea\n", "key: tea\n      colour: red\n", "communities[0].colour", Flaw.UNKNOWN_FIELD, "name, brand, kind"),
    (
        "points: [", "point: [x], points: [",
        "communities[0].columns[0].topics[0].point", Flaw.UNKNOWN_FIELD, "title, points",
    ),
    ("needs: [friends]", "needs: [love]", "communities[0].personas[0].needs[0]", Flaw.WRONG_TERM, "friends, service"),
    ("wechat_group", "wechat", "communities[0].platform", Flaw.WRONG_TERM, "wechat_group, wecom_group"),
    ("tea: editor", "tea: boss", "people[0].roles.tea", Flaw.WRONG_TERM, "viewer, editor, reviewer, admin"),
    ("      brand: 半日闲\n", "", "communities[0].brand", Flaw.MISSING, "add it"),
    ("brand: 半日闲", "brand: '  '", "communities[0].brand", Flaw.BLANK, "write something"),
    ("brand: 半日闲", "brand: [a]", "communities[0].brand", Flaw.NOT_TEXT, "text"),
    ("name: 老汤", f"name: {'汤' * 121}", "communities[0].voices[0].name", Flaw.TOO_LONG, "at most 120"),
    (
        "kind: interest", f"kind: interest\n      purpose: {'长' * 10_001}",
        "communities[0].purpose", Flaw.TOO_LONG, "at most 10000",
    ),
    (
        "points: [沸水冲泡]", f"points: [{', '.join(['a'] * 101)}]",
        "communities[0].columns[0].topics[0].points", Flaw.TOO_MANY, "at most 100",
    ),
    ("name: 老汤", 'name: "a\\x07b"', "communities[0].voices[0].name", Flaw.CONTROL_CHARACTER, "U+0007"),
    ("name: 老汤", 'name: "a\\ufffeb"', "communities[0].voices[0].name", Flaw.CONTROL_CHARACTER, "U+FFFE"),
    ("key: lao-tang", "key: 老汤", "communities[0].voices[0].key", Flaw.NOT_A_SLUG, "lower-case"),
    ("mei@example.com", "mei.example.com", "people[0].email", Flaw.NOT_AN_EMAIL, "name@example.com"),
    ("at: 15:00", "at: 25:00", "communities[0].columns[0].at", Flaw.NOT_A_CLOCK_TIME, "15:00"),
    ("at: 15:00", "at: 下午三点", "communities[0].columns[0].at", Flaw.NOT_A_CLOCK_TIME, "24-hour"),
    ("2026-10-01", "20261001", "communities[0].founded_on", Flaw.NOT_A_DAY, "2027-06-09"),
    ("2026-10-01", "2026-13-01", "communities[0].founded_on", Flaw.NOT_A_DAY, "2027-06-09"),
    ("2026-10-01", "0001-01-01", "communities[0].founded_on", Flaw.OUT_OF_RANGE, "2000 to 2100"),
    (
        "starts_at: 2027-06-05T14:00+08:00", "starts_at: 2027-06-05 14:00",
        "communities[0].events[0].starts_at", Flaw.NO_ZONE, "+08:00",
    ),
    (
        "starts_at: 2027-06-05T14:00+08:00", "starts_at: tomorrow",
        "communities[0].events[0].starts_at", Flaw.NOT_A_MOMENT, "2027-06-09T15:00+08:00",
    ),
    ("T17:00", "T13:00", "communities[0].events[0]", Flaw.ENDS_BEFORE_START, "check both"),
    ("key: tea\n", "key: tea\n      timezone: 北京\n", "communities[0].timezone", Flaw.UNKNOWN_ZONE, "Asia/Shanghai"),
    ("key: tea\n", "key: tea\n      timezone: Asia\n", "communities[0].timezone", Flaw.UNKNOWN_ZONE, "IANA"),
    ("key: tea\n", "key: tea\n      timezone: ../x\n", "communities[0].timezone", Flaw.UNKNOWN_ZONE, "IANA"),
    ("key: tea\n", "key: tea\n      daily_cap: many\n", "communities[0].daily_cap", Flaw.NOT_A_NUMBER, "write e.g. 3"),
    ("key: tea\n", "key: tea\n      daily_cap: 0\n", "communities[0].daily_cap", Flaw.OUT_OF_RANGE, "1 to 50"),
    (
        "key: tea\n", "key: tea\n      value_shares: {learning: 60, benefit: 30}\n",
        "communities[0].value_shares", Flaw.WRONG_SUM, "90, not 100",
    ),
    ("key: tea\n", "key: tea\n      tags: [宝妈]\n", "communities[0].tags[0]", Flaw.NOT_A_TAG, "namespace:tag"),
    (
        "{key: office,", "{key: office, color: '#ff0000',",
        "communities[0].personas[0].color", Flaw.NOT_A_NUMBER, "#ff0000",
    ),
    ("{key: office,", "{key: office, color: 12,", "communities[0].personas[0].color", Flaw.OUT_OF_RANGE, "0 to 11"),
    ("name: 小梅", "name: 小梅, owner: maybe", "people[0].owner", Flaw.NOT_YES_NO, "true"),
    ("version: 1", "version: 2", "version", Flaw.UNKNOWN_VERSION, "version 1"),
    ("voice: lao-tang", "voice: tang", "communities[0].columns[0].voice", ReferenceFlaw.LEADS_NOWHERE, "lao-tang"),
    ("persona: office", "persona: boss", "communities[0].columns[0].persona", ReferenceFlaw.LEADS_NOWHERE, "office"),
    ("product: white-tea", "product: x", "communities[0].columns[0].product", ReferenceFlaw.LEADS_NOWHERE, "white-tea"),
    ("tea: editor", "coffee: editor", "people[0].roles.coffee", ReferenceFlaw.LEADS_NOWHERE, "tea"),
    (
        "name: 老汤}", "name: 老汤}\n        - {key: lao-tang, name: 小汤}",
        "communities[0].voices[1].key", ReferenceFlaw.USED_TWICE, "voices[0]",
    ),
    (
        "roles: {tea: editor}}", "roles: {tea: editor}}\n    - {key: li, email: MEI@example.com, name: 李}",
        "people[1].email", ReferenceFlaw.USED_TWICE, "people[0]",
    ),
]


@pytest.mark.parametrize(("old", "new", "path", "flaw", "remedy"), FLAWED)
def test_a_flaw_is_named_with_its_place_and_remedy(old: str, new: str, path: str, flaw: Term, remedy: str) -> None:
    problem = only_problem(with_change(old, new))
    assert (problem.path, problem.message.code) == (path, flaw)
    assert remedy in problem.text("en")
    for language in Language:
        text = problem.text(language)
        assert path in text
        assert "\n" not in text
        assert "{" not in text


def test_a_rule_that_cannot_be_read_is_refused_in_the_words_of_the_planner() -> None:
    problem = only_problem(with_change("BYDAY=MO", "BYDAY=XX"))
    assert problem.path == "communities[0].columns[0].rule"
    assert "BYDAY" in problem.text("zh")
    assert "XX" in problem.text("en")


def test_a_rule_too_long_to_keep_is_refused() -> None:
    problem = only_problem(with_change("BYDAY=MO", "BYDAY=MO" + ",MO" * 200))
    assert problem.message.code is Flaw.TOO_LONG


def test_every_problem_of_a_file_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = SMALL.replace("tea: editor", "tea: boss").replace("wechat_group", "wechat").replace("at: 15:00", "at: noon")
    problems = problems_of(text)
    assert [problem.line for problem in problems] == [4, 10, 31]


def test_a_problem_reads_as_one_line_in_either_language() -> None:
    problem = only_problem(with_change("needs: [friends]", "needs: [love]"))
    zh, en = problem.text("zh"), problem.text("en")
    assert zh.startswith("第 14 行 communities[0].personas[0].needs[0]：“love”不在可选值里")
    assert en.startswith("line 14 communities[0].personas[0].needs[0]: “love” is not a choice")


def test_a_value_of_any_length_is_quoted_short() -> None:
    problem = only_problem(with_change("needs: [friends]", f"needs: [{'x' * 100_000}]"))
    assert len(problem.text("en")) < 300


def test_a_file_full_of_mistakes_gives_a_list_a_person_can_read() -> None:
    people = "\n".join(f"    - {{key: p{number}, email: x, name: n}}" for number in range(100))
    text = f"workspace:\n  version: 1\n  people:\n{people}\n  nonsense: 1\n"
    assert len(problems_of(text)) == 100


@pytest.mark.parametrize("given", ["a\ud800b", "\x00", "a\x1b[31m", "\u0085"])
def test_text_from_elsewhere_is_held_to_the_same_rules(given: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Text).validate_python(given)
    [error] = refused.value.errors(include_url=False)
    message_of(error).text("zh").encode()


def test_a_value_shown_in_a_message_can_be_printed_anywhere() -> None:
    assert shortened("a\ud800\x1b\n b") == "a\ufffd\ufffd b"


# --- text that is no workspace file at all

UNREADABLE: list[tuple[str | bytes, Term, int | None]] = [
    ("", YamlFlaw.EMPTY, None),
    ("# nothing\n", YamlFlaw.EMPTY, None),
    ("workspace:\n  version: [1\n", YamlFlaw.SYNTAX, 3),
    ("workspace:\n  version: 1\n  people: a: b\n", YamlFlaw.SYNTAX, 3),
    ("workspace:\n\tversion: 1\n", YamlFlaw.SYNTAX, 2),
    ("workspace:\n  version: 1\n---\nworkspace: {}\n", YamlFlaw.SECOND_DOCUMENT, 3),
    ("workspace: &a\n  people: [*a]\n", YamlFlaw.ANCHOR, 1),
    ("workspace:\n  people: *a\n", YamlFlaw.ANCHOR, 2),
    ("workspace: !!python/object/apply:os.system [ls]\n", YamlFlaw.ANCHOR, 1),
    ("workspace:\n  version: 1\n  version: 1\n", YamlFlaw.DUPLICATE, 3),
    ("workspace:\n  ? [a]\n  : b\n", YamlFlaw.KEY_NOT_TEXT, 2),
    ("workspace:\n  name: a\x07b\n", YamlFlaw.CONTROL, 2),
    ("workspace:\n  name: a\x00b\n", YamlFlaw.CONTROL, 2),
    ("workspace:\n  name: 中文".encode("gbk"), YamlFlaw.NOT_UTF8, 2),
    ("[" * 1_000_000, YamlFlaw.TOO_DEEP, 1),
    ("- a\n" * 150_000, YamlFlaw.TOO_MANY_VALUES, 100_000),
    (b"x" * 10_000_000, YamlFlaw.TOO_BIG, None),
]


@pytest.mark.parametrize(("content", "flaw", "line"), UNREADABLE)
def test_text_that_cannot_be_read_is_refused_with_its_line(content: str | bytes, flaw: Term, line: int | None) -> None:
    problem = only_problem(content)
    assert (problem.message.code, problem.line) == (flaw, line)
    assert all("\n" not in problem.text(language) for language in Language)


@pytest.mark.parametrize("content", ["just words", "- a\n- b\n", "workspace: 5\n", "workspace: [1]\n", "other: {}\n"])
def test_a_file_of_another_kind_is_told_what_is_expected(content: str) -> None:
    codes = {problem.message.code for problem in problems_of(content)}
    assert codes <= {Flaw.NOT_A_MAPPING, Flaw.MISSING, Flaw.UNKNOWN_FIELD}


def test_no_garbled_file_ever_fails_otherwise_than_by_a_list_of_problems() -> None:
    garbled = [SMALL[:cut] for cut in range(0, len(SMALL), 7)]
    garbled += [SMALL[:cut] + sign + SMALL[cut:] for cut in range(0, len(SMALL), 23) for sign in "{[\"'&*!|>%@`:-#\t"]
    told: list[str] = []
    for text in garbled:
        try:
            read_workspace(text)
        except WorkspaceFileInvalid as refused:
            told += [problem.text(language) for problem in refused.problems for language in Language]
    assert len(told) > len(garbled)
    assert all(told)


# --- the sample every new workspace starts from


def test_the_sample_is_three_communities_on_three_platforms() -> None:
    platforms = [community.platform for community in sample().communities]
    assert platforms == [Platform.WECHAT_GROUP, Platform.QQ_GROUP, Platform.WECOM_GROUP]


def test_the_sample_means_the_same_to_any_yaml_reader_as_far_as_text_goes() -> None:
    plain: dict[str, Any] = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    assert [community["name"] for community in plain["workspace"]["communities"]] == [
        community.name for community in sample().communities
    ]


def test_every_column_of_the_sample_fires_within_five_weeks() -> None:
    start = date(2027, 3, 1)
    for community in sample().communities:
        for column in community.columns:
            fired = occurrences(
                parse_rule(column.rule), at=column.at, zone=ZoneInfo(community.timezone),
                start=start, end=start + timedelta(days=34), anchor=start,
            )
            assert len(fired) >= 2, column.key


def test_no_column_of_the_sample_speaks_in_quiet_hours() -> None:
    for community in sample().communities:
        assert community.quiet_from is not None
        assert community.quiet_until is not None
        for column in community.columns:
            assert community.quiet_until <= column.at < community.quiet_from, column.key


def test_a_week_of_the_sample_stays_within_its_own_caps() -> None:
    start = date(2027, 3, 1)
    for community, persona in personas(sample()):
        days = [start + timedelta(days=later) for later in range(7)]
        fired = [moment for day in days for moment in fired_on(community, persona, day)]
        assert len(fired) <= community.weekly_cap
        assert max(sum(each.date() == one.date() for each in fired) for one in fired) <= community.daily_cap


def test_the_main_personas_of_the_sample_are_given_all_five_values() -> None:
    for community in sample().communities:
        main = community.personas[0].key
        assert {column.value for column in community.columns if column.persona == main} == set(Value)


def test_every_column_of_the_sample_has_a_bank_of_topics_with_points() -> None:
    for community in sample().communities:
        for column in community.columns:
            assert 6 <= len(column.topics) <= 10, column.key
            assert all(2 <= len(topic.points) <= 5 for topic in column.topics), column.key
            assert len({topic.title for topic in column.topics}) == len(column.topics)


def test_points_of_the_sample_carry_no_closing_mark_that_copy_would_double() -> None:
    texts = [
        text
        for community in sample().communities
        for column in community.columns
        for topic in column.topics
        for text in (topic.title, *topic.points)
    ]
    assert not [text for text in texts if text[-1] in "。；，.;,！!"]


def test_each_persona_of_the_sample_is_spoken_to_in_its_own_language() -> None:
    for community, persona in personas(sample()):
        voices = {voice.key: voice for voice in community.voices}
        for column in community.columns:
            if column.persona == persona.key:
                assert voices[column.voice].language is persona.language
                assert (persona.language is Language.EN) == str(column.topics[0].title).isascii()


def test_every_community_of_the_sample_has_an_editor_and_another_person_who_reviews() -> None:
    people = sample().people
    for community in sample().communities:
        editors = {person.key for person in people if person.roles.get(community.key) is Role.EDITOR}
        reviewers = {person.key for person in people if person.roles.get(community.key) is Role.REVIEWER}
        assert editors
        assert reviewers - editors


def test_the_sample_has_one_owner_and_people_who_may_not_see_every_community() -> None:
    workspace = sample()
    assert [person.owner for person in workspace.people].count(True) == 1
    assert any(len(person.roles) < len(workspace.communities) for person in workspace.people if not person.owner)


def test_the_dragon_boat_contest_of_the_sample_ends_on_the_festival_with_all_an_organiser_needs() -> None:
    [contest] = [event for event in sample().communities[0].events if "粽子" in event.name]
    assert contest.ends_at.astimezone(ZoneInfo("Asia/Shanghai")).date() == date(2027, 6, 9)
    assert all((contest.place, contest.way_to_join, contest.prizes, contest.checklist, contest.contingency))


def test_the_sample_uses_polls_stories_questions_and_lotteries_beside_posts() -> None:
    forms = {column.form for community in sample().communities for column in community.columns}
    assert forms >= {Form.POST, Form.POLL, Form.STORY, Form.QUESTION, Form.LOTTERY, Form.DISCUSSION}


def test_every_list_in_the_schema_has_a_limit() -> None:
    def lists(part: type[Part]) -> list[str]:
        schema = part.model_json_schema()
        parts = [schema, *schema.get("$defs", {}).values()]
        fields = [(name, field) for each in parts for name, field in each.get("properties", {}).items()]
        return [name for name, field in fields if field.get("type") == "array" and field.get("maxItems", 101) > 100]

    assert lists(Root) == []


def personas(workspace: WorkspaceFile) -> list[tuple[WrittenCommunity, WrittenPersona]]:
    return [(community, persona) for community in workspace.communities for persona in community.personas]


def fired_on(community: WrittenCommunity, persona: WrittenPersona, day: date) -> list[datetime]:
    return [
        moment
        for column in community.columns
        if column.persona == persona.key
        for moment in occurrences(
            parse_rule(column.rule), at=column.at, zone=ZoneInfo(community.timezone), start=day, end=day, anchor=day
        )
    ]
