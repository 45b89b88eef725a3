"""What each scenario gives its members and where it takes them, for the writer and the plan's balance."""

from __future__ import annotations

from types import MappingProxyType

from content_calendar.vocabulary import Scenario, Stage, Value

_S, _V = Scenario, Value

AIMS = MappingProxyType({
    _S.WELCOME: (_V.CONNECTION, Stage.INTERACTION),
    _S.RULES: (_V.INFORMATION, Stage.COGNITION),
    _S.ONBOARDING: (_V.LEARNING, Stage.COGNITION),
    _S.PRODUCT_QA: (_V.INFORMATION, Stage.OUTPUT),
    _S.PRICE: (_V.BENEFIT, Stage.CONVERSION),
    _S.COMPARE: (_V.INFORMATION, Stage.CONVERSION),
    _S.AFTER_SALES: (_V.INFORMATION, Stage.INTERACTION),
    _S.COMPLAINT: (_V.CONNECTION, Stage.INTERACTION),
    _S.ORDER_NUDGE: (_V.BENEFIT, Stage.CONVERSION),
    _S.EVENT_SIGNUP: (_V.INFORMATION, Stage.CONVERSION),
    _S.WAKE_UP: (_V.CONNECTION, Stage.INTERACTION),
    _S.LOYAL_OFFER: (_V.BENEFIT, Stage.CONVERSION),
    _S.REFERRAL_INVITE: (_V.BENEFIT, Stage.FISSION),
    _S.EVENT_FOLLOWUP: (_V.CONNECTION, Stage.INTERACTION),
    _S.CLOSING: (_V.CONNECTION, Stage.INTERACTION),
})
