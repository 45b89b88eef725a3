"""From nothing to a running service and back again."""

from __future__ import annotations

import signal

from app.core.settings import Settings
from app.core.signals import SignalInbox
from app.supervisor.guards import listen, lock_instance, make_writable
from app.supervisor.keeper import ENDING
from app.supervisor.notices import Notice, Say
from content_calendar.message import Message


def run(settings: Settings, say: Say) -> None:
    """Run the service until somebody ends it.

    Raises StartRefused and ValkeyUnavailable with nothing left running.
    """
    logs = settings.data_dir / "logs"
    make_writable(settings.data_dir)
    make_writable(logs)
    with (
        lock_instance(settings.data_dir, settings.address) as lock,
        listen(settings.host, settings.port) as listener,
        SignalInbox(*ENDING, signal.SIGCHLD) as inbox,
    ):
        # The application is loaded once nothing stands in its way: a refusal need not wait for it.
        from app.supervisor.service import supervise

        supervise(settings, say, logs, lock=lock, listener=listener, inbox=inbox)
    say(Message(Notice.STOPPED))
