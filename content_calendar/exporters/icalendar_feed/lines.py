"""Content lines of RFC 5545: escaped, folded, ended by CRLF."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from content_calendar.exporters.plain_text import plain

LINE_OCTETS = 75
_CONTINUATION = 0b10


def escape(text: str) -> str:
    """`text` as a TEXT value (RFC 5545 §3.3.11), free of control characters."""
    return plain(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def uri(url: str) -> str:
    """`url` as a URI value, in ASCII; empty unless it is a web address, so that no feed carries a script."""
    try:
        is_web = urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return ""
    return quote(plain(url).strip(), safe="%:/?#[]@!$&'()*+,;=~", errors="replace") if is_web else ""


def line(name: str, value: str) -> bytes:
    """One content line, folded."""
    octets = f"{name}:{value}".encode()
    return fold(octets) if len(octets) > LINE_OCTETS else octets + b"\r\n"


def fold(octets: bytes) -> bytes:
    """`octets` of UTF-8 cut into lines of at most 75, each continued by CRLF and a space (RFC 5545 §3.1).

    A cut never falls inside a character: some readers decode line by line.
    """
    pieces, start, room = [], 0, LINE_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] >> 6 == _CONTINUATION:
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, LINE_OCTETS - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + b"\r\n"
