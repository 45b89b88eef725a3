from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from content_calendar.planning.balance import AttentionCode, Balance, attention_signs, balance, purpose_signs
from content_calendar.planning.plan import Placed
from content_calendar.planning.recurrence import PlanRefused
from content_calendar.vocabulary import BusinessGoal, Stage, Value

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVEN = dict.fromkeys(Value, 20)


def post(day: int, value: Value = Value.LEARNING, hour: int = 12) -> Placed:
    return Placed(datetime(2026, 6, day, hour, tzinfo=SHANGHAI), value)


def june(
    *placed: Placed, wanted: dict[Value, int] = EVEN, stages: dict[Stage, int] | None = None, cap: int = 2,
    silent: int = 6,
) -> Balance:
    return balance(
        placed, wanted, stages_wanted=stages, start=date(2026, 6, 1), end=date(2026, 6, 30), zone=SHANGHAI,
        daily_cap=cap, longest_silence_days=silent,
    )


def test_shares_are_counted_over_every_value() -> None:
    found = june(post(1), post(2), post(3), post(4, Value.BENEFIT))
    assert found.shares_actual[Value.LEARNING] == 0.75
    assert found.shares_actual[Value.CONNECTION] == 0
    assert found.shares_wanted == dict.fromkeys(Value, 0.2)


def test_weights_need_not_add_up_to_a_hundred_and_none_means_all_alike() -> None:
    assert june(wanted={Value.BENEFIT: 1, Value.LEARNING: 3}).shares_wanted[Value.LEARNING] == 0.75
    assert june(wanted={}).shares_wanted == dict.fromkeys(Value, 0.2)


def test_the_longest_silence_is_found_at_the_start_in_the_middle_and_at_the_end() -> None:
    for placed, days, first in (((30,), 29, 1), ((1, 20, 30), 18, 2), ((1, 10), 20, 11)):
        silence = june(*map(post, placed)).longest_silence
        assert silence is not None
        assert (silence.days, silence.first) == (days, date(2026, 6, first))


def test_an_empty_calendar_is_silent_throughout_and_a_full_one_never() -> None:
    assert [silence.days for silence in june().silences] == [30]
    assert june(*(post(day) for day in range(1, 31))).silences == ()


def test_every_silence_longer_than_allowed_is_found_and_the_three_gravest_are_said() -> None:
    found = june(*map(post, (3, 8, 14, 21, 29)), silent=4)
    assert [silence.days for silence in found.silences] == [5, 6, 7]
    assert [silence.days for silence in june(*map(post, (3, 8, 14, 21, 29)), silent=3).silences] == [4, 5, 6, 7]
    said = [message for message in june(*map(post, (3, 8, 14, 21, 29)), silent=1).concerns()
            if message.code is AttentionCode.SILENCE]
    assert [message.params["days"] for message in said] == [7, 6, 5]


def test_a_stage_far_below_its_share_is_said_and_stages_nobody_asked_for_are_not() -> None:
    asked = june(*(post(day) for day in range(1, 31)), stages={Stage.COGNITION: 50, Stage.CONVERSION: 50})
    short = [concern for concern in asked.concerns() if concern.code is AttentionCode.STAGE_SHORT]
    assert [(one.params["stage"], one.params["actual"], one.params["wanted"]) for one in short] == [
        (Stage.CONVERSION, 0, 50)
    ]
    unasked = june(*(post(day) for day in range(1, 31)))
    assert unasked.stages_wanted == {}
    assert AttentionCode.STAGE_SHORT not in {concern.code for concern in unasked.concerns()}


def test_a_day_above_the_cap_is_crowded_and_one_at_the_cap_is_not() -> None:
    found = june(*(post(3, hour=hour) for hour in (9, 12, 15)), *(post(4, hour=hour) for hour in (9, 12)))
    assert [(day.on, day.count) for day in found.crowded_days] == [(date(2026, 6, 3), 3)]


def test_days_are_those_of_the_community_and_posts_outside_the_range_are_left_out() -> None:
    late = datetime.fromisoformat("2026-05-31T17:00:00+00:00")  # 1 June, 01:00 in Shanghai
    found = june(Placed(late, Value.BENEFIT), Placed(late - timedelta(hours=2), Value.LEARNING))
    assert found.shares_actual[Value.BENEFIT] == 1
    assert found.longest_silence is not None
    assert found.longest_silence.first == date(2026, 6, 2)


def test_concerns_name_the_short_value_the_silence_and_the_crowded_day() -> None:
    found = june(post(1), post(2), post(3), post(3, hour=13), post(3, hour=14))
    concerns = found.concerns()
    assert [concern.code for concern in concerns] == [
        *[AttentionCode.VALUE_SHORT] * 4, AttentionCode.SILENCE, AttentionCode.CROWDED,
    ]
    assert "2026-06-04" in concerns[4].text("zh")
    assert all(concern.text("zh") != concern.text("en") for concern in concerns)


def test_a_balanced_calendar_raises_no_concern() -> None:
    values = list(Value)
    assert june(*(post(day, values[day % 5]) for day in range(1, 31))).concerns() == ()


def test_an_impossible_range_is_refused() -> None:
    with pytest.raises(PlanRefused):
        balance(
            [], EVEN, start=date(2026, 2, 1), end=date(2026, 1, 1), zone=SHANGHAI, daily_cap=1, longest_silence_days=3
        )


@pytest.mark.parametrize(
    ("age", "days_since", "code"),
    [
        (20, None, None),
        (21, None, AttentionCode.NO_INTERACTION_YET),
        (21, 8, AttentionCode.INTERACTION_OVERDUE),
        (21, 7, None),
        (400, 0, None),
        (400, -3, None),
        (400, 90, AttentionCode.INTERACTION_OVERDUE),
    ],
)
def test_from_day_21_a_community_without_interaction_asks_for_attention(
    age: int, days_since: int | None, code: AttentionCode | None
) -> None:
    today = date(2026, 6, 30)
    last = None if days_since is None else today - timedelta(days=days_since)
    signs = attention_signs(today - timedelta(days=age), last, today)
    assert [sign.code for sign in signs] == ([code] if code else [])
    assert all(str(age) in sign.text(language) for sign in signs for language in ("zh", "en"))


def test_without_a_founding_day_there_is_no_age_to_worry_about() -> None:
    assert attention_signs(None, None, date(2026, 6, 30)) == ()


def test_a_community_that_mostly_serves_another_purpose_is_warned_with_both_named() -> None:
    (sign,) = purpose_signs(BusinessGoal.INFLUENCE, [Stage.CONVERSION] * 8 + [Stage.COGNITION] * 4)
    assert (sign.params["purpose"], sign.params["other"]) == (BusinessGoal.INFLUENCE, BusinessGoal.SALES)
    assert "品牌影响力" in sign.text("zh")
    assert "销售与服务" in sign.text("zh")


def test_few_posts_a_mixture_or_posts_that_serve_the_purpose_are_no_sign() -> None:
    assert purpose_signs(BusinessGoal.INFLUENCE, [Stage.CONVERSION] * 9) == ()
    assert purpose_signs(BusinessGoal.INFLUENCE, list(Stage) * 4) == ()
    assert purpose_signs(BusinessGoal.SALES, [Stage.CONVERSION] * 30) == ()
    assert purpose_signs(BusinessGoal.SALES, []) == ()
