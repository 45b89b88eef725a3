"""How much a finding weighs, whether it is about copy or about a row of an export."""

from __future__ import annotations

from content_calendar.vocabulary import Term


class Severity(Term):
    """Blocking stops the step until the cause is gone, a warning asks a person to look, a hint only informs."""

    BLOCKING = "blocking", "必须修改", "Must fix"
    WARNING = "warning", "请确认", "Please check"
    HINT = "hint", "提示", "Hint"
