"""What people call the versions of prompts and formulas."""

from __future__ import annotations

import pytest

from app.copywriter.formulas import load_formulas
from app.copywriter.prompt_names import readable_name
from app.copywriter.prompty import prompt_keys
from content_calendar.vocabulary import Language


@pytest.mark.parametrize(
    ("key", "version", "chinese", "english"),
    [
        ("posts/learning.zh", "1", "学习 v1", "Learning (Chinese) v1"),
        ("posts/learning.en", "#3", "学习（英文） #3", "Learning #3"),
        ("formulas/zh/poll/pick_one.j2", "0c88c0bae500", "公式 投票·pick one 0c88c0",
         "Formula Poll: pick one (Chinese) 0c88c0"),
        ("posts/gone.zh", "2", "posts/gone.zh v2", "posts/gone.zh v2"),
        ("../../x.zh", "{0}", "../../x.zh v{0}", "../../x.zh v{0}"),
    ],
)
def test_a_version_is_named_in_the_language_of_the_reader(key: str, version: str, chinese: str, english: str) -> None:
    assert readable_name(key, version, Language.ZH) == chinese
    assert readable_name(key, version, Language.EN) == english


def test_no_prompt_or_formula_goes_by_its_path_alone() -> None:
    keys = (*prompt_keys(), *(f"formulas/{one.path}" for one in load_formulas().formulas))
    assert [key for key in keys if "/" in readable_name(key, "", Language.ZH)] == []
