"""The sample workspace at work without a browser: the whole loop, or some drafts to read.

It uses the services the pages use and a real worker process, in a folder of its own that it makes anew each time.
Only the numbers that members would send back are simulated, and the output says so.
"""

from app.cli.demo.command import command

__all__ = ["command"]
