"""What a single setting may hold. Each check returns the value in its one spelling or raises ValueError."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_POSTGRES = re.compile(r"postgres(ql)?(\+psycopg)?://(?=[^/\s]*/?[^\s])")


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to write into a setting instead of a value that cannot be used, which may be too secret to be repeated."""

    zh: str
    en: str
    secret: bool = False


class Unusable(ValueError):
    """A value that cannot be used, with the remedy for just this one."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.remedy = Remedy(zh, en)


def absolute_folder(path: Path) -> Path:
    """`path` as seen from any working directory, because children may start elsewhere."""
    return path.expanduser().absolute()


def absolute_file(path: Path | None) -> Path | None:
    """The same for a file that need not be named."""
    return None if path is None else absolute_folder(path)


def networks(value: object) -> object:
    """Networks written as 10.0.0.0/8, with commas or spaces between; `none` for none."""
    if not isinstance(value, str):
        return value
    words = [] if value.strip().lower() == "none" else value.replace(",", " ").split()
    return tuple(ip_network(word, strict=False) for word in words)


def host_name(value: str) -> str:
    """An IPv4 or IPv6 address or a host name to listen on."""
    return _accept(value, usable=_HOST.fullmatch(value) is not None)


def web_address(value: str | None) -> str | None:
    """An http or https address without a slash at the end."""
    if value is None:
        return None
    parts = urlsplit(value)
    return _accept(value.rstrip("/"), usable=parts.scheme in {"http", "https"} and _names_a_host(value))


def redis_address(value: str | None) -> str | None:
    """A Redis or Valkey address over TCP, TLS or a unix socket."""
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme == "unix":
        return _accept(value, usable=bool(parts.path))
    return _accept(value, usable=parts.scheme in {"redis", "rediss"} and _names_a_host(value))


def database_address(value: str) -> str:
    """A SQLite file, or PostgreSQL through psycopg 3 whatever its usual spelling.

    A database in memory is refused: the web server and the workers would each see their own.
    """
    if value.startswith("sqlite:///"):
        return _accept(value, usable=len(value) > len("sqlite:///") and ":memory:" not in value)
    return _accept(_POSTGRES.sub("postgresql+psycopg://", value), usable=_POSTGRES.match(value) is not None)


def _names_a_host(value: str) -> bool:
    parts = urlsplit(value)
    parts.port  # noqa: B018 - reading the port is what checks it: urlsplit raises ValueError late
    return bool(parts.hostname) and " " not in value


def _accept(value: str, *, usable: bool) -> str:
    if not usable:
        raise ValueError(value)
    return value
