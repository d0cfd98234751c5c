"""The buttons of whoever answers for units of a call, a button each."""

from collections.abc import Sequence

from models import Call, CallUnit
from models.payloads import Element
from views.calls import ids
from views.elements import button
from views.texts import brief
from views.values import CallUnitButton

_MOST_UNITS = 4


def unit_buttons(
    call: Call, units: Sequence[CallUnit], *, alone: str, of_several: str
) -> list[Element]:
    """Buttons that open what each unit answers with; a single one is called ``alone``, and of
    ``of_several`` each names its unit behind these words.
    """
    is_alone = len(units) == 1
    return [
        button(
            alone if is_alone else f"{of_several} {brief(unit.name, 50)}",
            ids.ANSWER if is_alone else f"{ids.ANSWER}:{unit.id}",
            CallUnitButton(unit.id).text,
            style="primary",
            about=call.question if is_alone else "",
        )
        for unit in units[:_MOST_UNITS]
    ]
