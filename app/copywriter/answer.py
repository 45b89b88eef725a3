"""From what a model said to a draft: thinking and fences are stripped, the JSON is found, checked and made safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from pydantic import ValidationError

from app.copywriter.brief import Brief
from app.copywriter.draft_schema import DraftAnswer
from app.copywriter.tagging import HASHTAG_PLATFORMS, MAX_HASHTAG_LENGTH, MAX_HASHTAGS, tags
from content_calendar.content import Copy

MAX_ANSWER = 100_000
_MAX_STARTS = 50
_MAX_FAULTS = 8

_THINKING_END = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_NO_HASHTAG = re.compile(r"[^\w·-]+")


class AnswerInvalid(ValueError):
    """The answer is no draft; `str()` says what is wrong with it in words a model can act on."""


def parse(text: str) -> DraftAnswer:
    """The draft in a model's answer, whatever was said around it. Raises AnswerInvalid."""
    if len(text) > MAX_ANSWER:
        raise AnswerInvalid(f"The answer is longer than {MAX_ANSWER} characters.")
    try:
        return DraftAnswer.model_validate(_json_object(_without_thinking(text)))
    except ValidationError as error:
        raise AnswerInvalid(_faults(error)) from None


def _without_thinking(text: str) -> str:
    """What follows the last closing tag: some endpoints swallow the opening one."""
    *_, last = [0, *(found.end() for found in _THINKING_END.finditer(text))]
    return text[last:] if "{" in text[last:] else text


def _json_object(text: str) -> dict[str, object]:
    """The first object in `text` that looks like a draft, or else the first one.

    Prose, code fences, an echo of the schema and wrapping objects around it do not matter.
    """
    found = list(_json_objects(text))
    if not found:
        raise AnswerInvalid("There is no complete JSON object in the answer.")
    return next((value for value in found if isinstance(value.get("body"), str)), found[0])


def _json_objects(text: str) -> Iterator[dict[str, object]]:
    decoder = json.JSONDecoder(strict=False)
    for brace in islice(re.finditer(r"\{", text), _MAX_STARTS):
        try:
            value, _ = decoder.raw_decode(text, brace.start())
        except (ValueError, RecursionError):
            continue
        if value:
            yield value


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False)[:_MAX_FAULTS]
    return "\n".join(f"- {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in faults)


def to_copy(answer: DraftAnswer, brief: Brief) -> Copy:
    """The draft as copy: no line said twice, hashtags as the platform writes them, tags from the brief's list alone.

    A reworked text keeps its pictures, and what the model left out of headline, picture and first comment.
    """
    before = brief.rework.text if brief.rework else Copy()
    return Copy(
        title=answer.title or before.title or answer.hook,
        hook=answer.hook,
        body=_body_alone(answer),
        call_to_action=answer.call_to_action,
        hashtags=_hashtags(answer.hashtags or before.hashtags, brief),
        tags=_tags(answer.tags, brief),
        image_brief=answer.image_brief or before.image_brief,
        comment_starter=answer.comment_starter or before.comment_starter,
        media=before.media,
    )


def _body_alone(answer: DraftAnswer) -> str:
    """The body without hook and call to action, which models like to repeat in it; never emptied by that."""
    body = answer.body.removeprefix(answer.hook)
    body = body.removesuffix(answer.call_to_action) if answer.call_to_action else body
    return body.strip() or answer.body


def _hashtags(words: Iterable[str], brief: Brief) -> tuple[str, ...]:
    if brief.reply or brief.community.platform not in HASHTAG_PLATFORMS:
        return ()
    bare = (_NO_HASHTAG.sub("", word) for word in words)
    unique = {word.casefold(): word for word in bare if 0 < len(word) <= MAX_HASHTAG_LENGTH}
    return tuple(unique.values())[:MAX_HASHTAGS]


def _tags(chosen: list[str], brief: Brief) -> tuple[str, ...]:
    """What the plan says of the item always holds; of the persona's tags those the model found fitting.

    Other words for the same thing keep their tags, which an editor may have changed; a translation gets its own.
    """
    if brief.rework and brief.rework.language is brief.language and brief.rework.text.tags:
        return brief.rework.text.tags
    personal = set(brief.persona.tags)
    return tuple(tag for tag in tags(brief) if tag not in personal or tag in chosen)
