"""What stands in braces, and what may be put there."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_calendar.replies.braces import MAX_BLANKS, BraceFault, check_blanks, parse
from content_calendar.replies.filling import Filled, Missing, expired, fill
from content_calendar.replies.snippets import SnippetFault, Stacked, stack
from content_calendar.replies.variable_faults import VariableFault
from content_calendar.replies.variables import ProductFact, Variable, VariableKind, declaration_faults  # fmt: skip

NAME = Variable(name="昵称")
TODAY = date(2026, 11, 22)


def test_blanks_are_filled_and_a_default_stands_in() -> None:
    product = Variable(name="产品", default="挂耳")
    filled = fill("{昵称}，{产品}到了，｛昵称｝来拿", (NAME, product), {"昵称": "小鹿"})
    assert isinstance(filled, Filled)
    assert filled.text == "小鹿，挂耳到了，小鹿来拿"


def test_what_is_filled_in_is_never_read_as_a_template() -> None:
    filled = fill("{昵称}：{产品}", (NAME, Variable(name="产品")), {"昵称": "{产品}{{7*7}}{>a}", "产品": "壶"})
    assert isinstance(filled, Filled)
    assert filled.text == "{产品}{{7*7}}{>a}：壶"


def test_what_is_missing_is_asked_for_with_cause_and_remedy() -> None:
    missing = fill("{昵称}，{截止时间}前", (NAME,), {})
    assert isinstance(missing, Missing)
    assert [(one.name, one.message.code) for one in missing.problems] == [
        ("昵称", VariableFault.MISSING), ("截止时间", BraceFault.UNKNOWN),
    ]  # fmt: skip
    assert all(one.message.text(language) for one in missing.problems for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        (VariableKind.NUMBER, "１，２００.5", "1200.5"), (VariableKind.MONEY, "39.9元", "¥39.90"),
        (VariableKind.MONEY, "¥1,299", "¥1299"), (VariableKind.DATE, "2026-11-30", "11月30日"),
        (VariableKind.DATE, "2026年2月3日", "2月3日"), (VariableKind.TEXT, " 小\x00鹿 ", "小鹿"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_kind_is_read(kind: VariableKind, value: str, sent: str) -> None:
    filled = fill("{值}", (Variable(name="值", kind=kind),), {"值": value})
    assert isinstance(filled, Filled)
    assert filled.text == sent


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (VariableKind.NUMBER, "1e9"), (VariableKind.NUMBER, "NaN"), (VariableKind.MONEY, "-3"),
        (VariableKind.MONEY, "3.999"), (VariableKind.DATE, "2026-02-30"), (VariableKind.CHOICE, "紫"),
        (VariableKind.TEXT, "长" * 501),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(kind: VariableKind, value: str) -> None:
    missing = fill("{值}", (Variable(name="值", kind=kind, choices=("红", "绿")),), {"值": value})
    assert isinstance(missing, Missing)
    assert "值" in missing.problems[0].message.text("zh")


def test_a_fact_is_sent_as_it_stands_and_not_after_its_day() -> None:
    price = Variable(name="价", kind=VariableKind.FACT, fact="售价")
    facts = {"售价": ProductFact("59 元", date(2026, 11, 22))}
    assert fill("{价}", (price,), {}, facts=facts, today=TODAY) == Filled("59 元", {"价": "59 元"})
    for given_value, day in (("9 元", TODAY), ("", date(2026, 11, 23))):
        assert isinstance(fill("{价}", (price,), {"价": given_value}, facts=facts, today=day), Missing)
    assert isinstance(fill("{价}", (price,), {}, today=TODAY), Missing)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{昵称}}", BraceFault.ENGINE), ("{% for x in y %}", BraceFault.ENGINE), ("{昵称", BraceFault.STRAY),
        ("昵称}", BraceFault.STRAY), ("{昵称!r}", BraceFault.BAD_NAME), ("{a.__class__}", BraceFault.BAD_NAME),
        ("{0:>9999999}", BraceFault.BAD_NAME), ("{a[0]}", BraceFault.BAD_NAME), ("{}", BraceFault.BAD_NAME),
        ("{产品}", BraceFault.UNKNOWN),
    ],
)  # fmt: skip
def test_hostile_or_broken_braces_are_found_and_never_run(text: str, fault: BraceFault) -> None:
    flaws = check_blanks(f"{{昵称}}{text}", ("昵称",))
    assert fault in {flaw.message.code for flaw in flaws}
    assert all(flaw.message.text(language) for flaw in flaws for language in ("zh", "en"))
    assert isinstance(fill(text, (NAME,), {"昵称": "x"}), Missing)


def test_ten_thousand_variables_are_one_finding_in_no_time() -> None:
    start = time.process_time()
    flaws = check_blanks("".join(f"{{v{number}}}" for number in range(10_000)), [f"v{n}" for n in range(10_000)])
    check_blanks("{" * 50_000, ())
    assert [flaw.message.code for flaw in flaws] == [BraceFault.TOO_MANY]
    assert flaws[0].message.params["most"] == MAX_BLANKS
    assert time.process_time() - start < 2


@given(st.text(alphabet="{}｛｝%>昵称a. \n", max_size=60))
def test_nothing_of_a_text_is_lost_in_parsing(text: str) -> None:
    assert "".join(piece.text for piece in parse(text).pieces) == text


def test_snippets_are_stacked_and_their_blanks_are_asked_for() -> None:
    snippets = {"退换": "{天数}天内可退。{>落款}", "落款": "—{昵称}"}
    assert stack("您好，{>退换}", snippets) == Stacked("您好，{天数}天内可退。—{昵称}", ("落款", "退换"))
    filled = fill("{>退换}", (NAME, Variable(name="天数")), {"天数": "7", "昵称": "豆"}, snippets=snippets)
    assert isinstance(filled, Filled)
    assert filled.text == "7天内可退。—豆"


@pytest.mark.parametrize(
    ("snippets", "fault"),
    [
        ({}, SnippetFault.UNKNOWN), ({"a": "{>b}", "b": "{>a}"}, SnippetFault.CYCLE),
        ({"a": "{>b}"} | {chr(98 + n): f"{{>{chr(99 + n)}}}" for n in range(9)} | {"k": ""}, SnippetFault.TOO_DEEP),
        ({"a": "{>b}" * 200, "b": "字" * 200}, SnippetFault.TOO_LONG),
    ],
)  # fmt: skip
def test_snippets_that_never_end_are_refused(snippets: dict[str, str], fault: SnippetFault) -> None:
    refused = stack("{>a}", snippets)
    assert not isinstance(refused, Stacked)
    assert refused.code is fault


def test_empty_snippets_within_snippets_do_not_blow_up() -> None:
    bomb = {name: f"{{>{after}}}" * 4_000 for name, after in zip("abc", "bcd", strict=True)} | {"d": ""}
    start = time.process_time()
    assert stack("{>a}", bomb) == Stacked("", ("d", "c", "b", "a"))
    assert time.process_time() - start < 2


def test_declarations_are_checked_with_their_defaults() -> None:
    wrong = (
        Variable(name="a.b"), Variable(name="色", kind=VariableKind.CHOICE), NAME, NAME,
        Variable(name="价", kind=VariableKind.MONEY, default="贵"), Variable(name="料", kind=VariableKind.FACT),
    )  # fmt: skip
    codes = {fault.code for fault in declaration_faults(wrong)}
    assert codes == {
        VariableFault.NAME, VariableFault.NO_CHOICES, VariableFault.DOUBLE, VariableFault.NOT_MONEY,
        VariableFault.NO_FACT,
    }  # fmt: skip


def test_a_template_is_good_on_its_last_day_and_not_after() -> None:
    assert expired(TODAY, TODAY) is None
    assert expired(None, TODAY) is None
    assert expired(date(2026, 11, 21), TODAY) is not None
