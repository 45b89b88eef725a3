"""`python -m app.supervisor`: what `make run` ends in."""

from __future__ import annotations

import signal
import sys

import click

from app.core.embedded_valkey import ValkeyUnavailable
from app.core.settings import SettingsInvalid, calculate_in_one_thread, load_settings
from app.supervisor.notices import StartRefused, console


def main() -> int:
    """Run the service; 0 after a clean stop, 1 when it could not start, 2 for a wrong setting, 130 when interrupted."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    calculate_in_one_thread()
    try:
        settings = load_settings()
        from app.supervisor.start import run

        run(settings, console(settings.language))
    except SettingsInvalid as error:
        click.echo(str(error), err=True)
        return 2
    except StartRefused as error:
        click.echo(error.message.text(settings.language), err=True)
        return 1
    except ValkeyUnavailable as error:
        click.echo(str(error), err=True)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
