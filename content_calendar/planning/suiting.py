"""What goes with what: the stage and form a value is at home in, the values and stages that suit a scene."""

from __future__ import annotations

from content_calendar.vocabulary import Form, Scene, Stage, Value

STAGE_OF_VALUE = {
    Value.INFORMATION: Stage.COGNITION,
    Value.BENEFIT: Stage.CONVERSION,
    Value.VIEWPOINT: Stage.OUTPUT,
    Value.LEARNING: Stage.OUTPUT,
    Value.CONNECTION: Stage.INTERACTION,
}
"""Where a value is at home when nobody asked for shares of the stages."""

VALUES_OF_SCENE = {
    Scene.FESTIVAL: (Value.CONNECTION, Value.BENEFIT),
    Scene.SOLAR_TERM: (Value.LEARNING, Value.INFORMATION),
    Scene.SHOPPING_DAY: (Value.BENEFIT, Value.INFORMATION),
}
"""Whose posts speak of an occasion first when several could."""

VALUES_OF_OWN_POST = {Scene.FESTIVAL: (Value.CONNECTION,), Scene.SHOPPING_DAY: (Value.BENEFIT, Value.INFORMATION)}
"""What a post made for an occasion alone may give; a festival is not an excuse to sell."""

_TALKING = {
    Value.INFORMATION: Form.QUESTION,
    Value.BENEFIT: Form.POLL,
    Value.VIEWPOINT: Form.DISCUSSION,
    Value.LEARNING: Form.QUESTION,
    Value.CONNECTION: Form.DISCUSSION,
}
_TELLING = {Stage.OUTPUT: Form.STORY, Stage.FISSION: Form.STORY}


def form_for(value: Value, stage: Stage) -> Form:
    """The form in which a post of this value does what its stage asks: members talk back, tell, or read."""
    if stage is Stage.INTERACTION:
        return _TALKING[value]
    return _TELLING.get(stage, Form.POST) if value is Value.CONNECTION else Form.POST
