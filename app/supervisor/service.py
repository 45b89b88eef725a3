"""What is supervised: the application loaded once, its children, and the watch over them until somebody ends it."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TextIO

from app import create_app
from app.core.collecting import settle_collector
from app.core.settings import Settings
from app.core.signals import SignalInbox
from app.supervisor.child import Child
from app.supervisor.keeper import ENDING, Keeper
from app.supervisor.logs import log_path, turn_over
from app.supervisor.model_server import LocalModel, local_model, written_by
from app.supervisor.model_start import start_model
from app.supervisor.notices import Notice, Say
from app.supervisor.preparation import prepare_in_child
from app.supervisor.queue_server import Healing, queue_server
from app.supervisor.roles import stages
from content_calendar.message import Message

_LOADING_TICK_SECONDS = 0.1


def supervise(
    settings: Settings, say: Say, logs: Path, *, lock: TextIO, listener: socket.socket, inbox: SignalInbox
) -> None:
    """Serve on `listener` until somebody ends it. Raises StartRefused and ValkeyUnavailable."""
    with local_model(settings) as model, queue_server(settings) as address:
        app = create_app(written_by(model, settings).model_copy(update={"redis_url": address}))
        prepared = prepare_in_child(app, logs, (lock, listener, inbox))
        roles = stages(app, settings, address, listener, model)
        children = [[Child(role, log_path(logs, role.name), (lock, inbox)) for role in stage] for stage in roles]
        # What exists now is shared by all children; the collector would copy it page by page.
        settle_collector()
        _load(model, children[-1][0], inbox, say)
        keeper = Keeper(children, inbox, say)
        keeper.start()
        say(Message(Notice.READY, {"address": settings.address}))
        say(Message(Notice.SIGN_IN, {"link": prepared.sign_in_link}))
        say(Message(Notice.HOW_TO_STOP, {"logs": logs}))
        keeper.watch([Healing(settings, say), lambda: turn_over(logs)])
        say(Message(Notice.STOPPING))
        keeper.stop()


def _load(model: LocalModel | None, child: Child, inbox: SignalInbox, say: Say) -> None:
    """Start the model's server, if there is one, before anybody could ask it for a draft."""
    if model is not None:
        start_model(child, model, lambda: _wait_unless_ended(inbox), say)


def _wait_unless_ended(inbox: SignalInbox) -> None:
    """A moment's wait. Raises KeyboardInterrupt when somebody asks for the end meanwhile."""
    if not inbox.wait(_LOADING_TICK_SECONDS).isdisjoint(ENDING):
        raise KeyboardInterrupt
