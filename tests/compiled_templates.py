"""Templates are compiled once for all the applications of a test run's process."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_compiled: dict[str, CodeType] = {}


class CompiledTemplates(BytecodeCache):
    """What one application compiled, the next one takes; the checksum is that of the template's text."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _compiled.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert isinstance(bucket.code, CodeType)
        _compiled[bucket.key + bucket.checksum] = bucket.code


def share_templates(app: Flask) -> None:
    """Let `app`, set up like every other, take its templates from the common store."""
    app.jinja_env.bytecode_cache = CompiledTemplates()
