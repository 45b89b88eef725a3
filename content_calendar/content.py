"""The words of a content item as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one revision, as they will be published."""

    title: str = ""
    hook: str = ""
    body: str = ""
    call_to_action: str = ""
    hashtags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image_brief: str = ""
    comment_starter: str = ""
    media: tuple[str, ...] = ()

    def text(self) -> str:
        """The post as one block: hook, body, call to action and hashtags, blank parts left out."""
        hashtags = " ".join(f"#{tag}" for tag in self.hashtags)
        return "\n".join(part for part in (self.hook, self.body, self.call_to_action, hashtags) if part.strip())
