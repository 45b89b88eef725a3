"""The first start of the model's server: nothing else starts before the file is loaded; a bad one is told at once."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

from app.supervisor.child import Child
from app.supervisor.keeper import cause_of
from app.supervisor.logs import last_line, tail
from app.supervisor.model_server import LocalModel, answers
from app.supervisor.notices import Notice, Say, StartRefused
from content_calendar.message import Message

_LOADING_ERROR = re.compile(r"error loading model: (?:llama_model_loader: )?(.+)")


def start_model(child: Child, model: LocalModel, pause: Callable[[], None], say: Say) -> None:
    """Start the server and come back when it answers; `pause` passes a moment and raises whatever ends the waiting.

    Raises StartRefused when the server ended instead. Nothing is left running then.
    """
    child.log.unlink(missing_ok=True)  # the cause is read from it
    say(Message(Notice.MODEL_LOADING, {"model": model.name}))
    child.start()
    try:
        while not answers(model):
            _require_alive(child, model)
            pause()
    except BaseException:
        child.send(signal.SIGKILL)
        raise


def _require_alive(child: Child, model: LocalModel) -> None:
    code = child.ended()
    if code is not None:
        cause = cause_of(code) if code < 0 else _complaint(child.log)
        raise StartRefused(Message(Notice.MODEL_REFUSED, {"file": model.file, "cause": cause, "log": child.log}))


def _complaint(log: Path) -> str:
    """What the loader found wrong with the file; it says more after that, but nothing better."""
    found = _LOADING_ERROR.findall(tail(log))
    return found[-1].strip()[:300] if found else last_line(log)
