"""A prompt is changed in the browser: a slip is named by line, another person approves, the next text says so."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage

Check = Callable[[Page], None]
PROMPT = "/prompts/posts/learning.zh"
EDITOR, REVIEWER = "xiaoman.lin@example.com", "min.zhou@example.com"


def write(page: Page, before: str, after: str) -> None:
    """Replace a stretch of the text as a person would, so that the page notices."""
    field = page.locator("#text")
    field.fill(field.input_value().replace(before, after, 1))


def test_a_prompt_is_changed_by_one_and_approved_by_another(open_page: OpenPage, axe: Check) -> None:
    editor = open_page(EDITOR, language="zh")
    editor.goto(PROMPT)
    axe(editor)
    editor.locator('a[href$="/edit"]').click()
    editor.wait_for_url("**/edit")
    write(editor, "\nsystem:\n", "\nsystem:\n{{ 没有这个 }}\n先想清楚再写。\n")
    editor.locator("#note").fill("开头先想清楚")
    editor.locator('button[formaction$="/check"]').click()
    fault = editor.locator("a[data-line]").first
    expect(fault).to_be_visible()
    axe(editor)
    fault.click()
    chosen = editor.locator("#text").evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == "{{ 没有这个 }}"
    expect(editor.locator(".line-faulty")).to_have_count(1)

    write(editor, "{{ 没有这个 }}\n", "")
    expect(editor.locator("#note")).to_have_value("开头先想清楚")
    editor.locator(".prompt-actions .btn-primary").click()
    editor.wait_for_url(f"**{PROMPT}/versions/1")
    expect(editor.locator('form[action$="/approve"]')).to_have_count(0)
    axe(editor)

    reviewer = open_page(REVIEWER, language="zh")
    reviewer.goto("/prompts")
    axe(reviewer)
    reviewer.get_by_role("link", name="开头先想清楚").click()
    expect(reviewer.locator(".prompt-diff ins").first).to_contain_text("先想清楚再写")
    axe(reviewer)
    reviewer.locator('form[action$="/approve"] button').click()
    reviewer.locator("dialog#ask[open] [data-ask-yes]").click()
    expect(reviewer.locator(".verdict-yes").first).to_be_visible()
    reviewer.goto(PROMPT)
    expect(reviewer.locator("tr.serving .version-mark")).to_have_text("#1")
