"""How often one token may ask.

Counted in the memory of this process, like all limits of the service: with several web processes a token may ask as
often as the setting says in each of them.
"""

from __future__ import annotations

import math

from limits import RateLimitItemPerMinute

from app.api.refusals import TooOften
from app.core.clock import now
from app.core.running import current_settings
from app.core.security import limiter


def count_request(token_hash: str) -> None:
    """One more request with this token, known or not. Raises TooOften with the seconds to wait."""
    limit = RateLimitItemPerMinute(current_settings().api_requests_per_minute, namespace="api")
    if not limiter.limiter.hit(limit, token_hash):
        reset = limiter.limiter.get_window_stats(limit, token_hash).reset_time
        raise TooOften(max(1, math.ceil(reset - now().timestamp())))
