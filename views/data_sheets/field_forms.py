"""The form of one field of a data call that is a draft."""

from models import Call
from models.data_calls import (
    DEFINITION_LENGTH,
    FIELD_CHOICE_LENGTH,
    FIELD_LABEL_LENGTH,
    MEASURE_LENGTH,
    MOST_FIELD_CHOICES,
    SECTION_LENGTH,
    FieldFacts,
    FieldKind,
)
from models.payloads import Block, View
from views import values
from views.data_sheets import ids
from views.elements import section
from views.inputs import field, modal, option, select, text_input
from views.texts import bold, brief

BOUND_ROOM = 40
PLACE_ROOM = 3
CHOICES_ROOM = MOST_FIELD_CHOICES * (FIELD_CHOICE_LENGTH + 2)
_NEW = FieldFacts("", "")


def field_form(
    call: Call, facts: FieldFacts | None, *, place: int | None, seen: str, field_id: int = 0
) -> View:
    """One field to add, or to change where ``field_id`` is that of one; ``place`` is which of its
    section it is, from 1.
    """
    shown = facts or _NEW
    blocks = [
        section(f"A field of {bold(brief(call.question, 200))}"),
        *_what(shown),
        *_how(shown),
        field(
            "place",
            "Place in its section",
            text_input("data.place", initial=str(place or ""), limit=PLACE_ROOM),
            hint="1 is the first. Leave it empty for the last.",
            optional=True,
        ),
    ]
    carried = {"field": field_id} if field_id else {"call": call.id}
    return modal(
        ids.FIELD_CHANGE_SEND if field_id else ids.FIELD_NEW_SEND,
        "Change a field" if field_id else "Add a field",
        blocks,
        submit="Save",
        close="Cancel",
        private=values.private(**carried, seen=seen),
    )


def _what(facts: FieldFacts) -> list[Block]:
    label = text_input(
        "data.label",
        initial=facts.label,
        placeholder="Loans of physical items",
        limit=FIELD_LABEL_LENGTH,
    )
    definition = text_input(
        "data.definition", initial=facts.definition, multiline=True, limit=DEFINITION_LENGTH
    )
    return [
        field(
            "section",
            "Section",
            text_input(
                "data.section",
                initial=facts.section,
                placeholder="Circulation",
                limit=SECTION_LENGTH,
            ),
            hint="Fields of one section stand together. A new section is the last one.",
        ),
        field("label", "Name", label),
        field("definition", "What it means", definition, optional=True),
    ]


def _how(facts: FieldFacts) -> list[Block]:
    kinds = [option(kind.value.capitalize(), kind) for kind in FieldKind]
    required = [option("Required to certify", "yes"), option("Optional", "no")]
    unit = text_input("data.unit", initial=facts.measure, placeholder="loans", limit=MEASURE_LENGTH)
    least, greatest = (
        text_input(f"data.{name}", initial=bound, limit=BOUND_ROOM)
        for name, bound in (("least", facts.least), ("greatest", facts.greatest))
    )
    choices = text_input(
        "data.choices", initial="\n".join(facts.choices), multiline=True, limit=CHOICES_ROOM
    )
    return [
        field("kind", "Kind", select("data.kind", kinds, initial=facts.kind)),
        field("unit", "Unit", unit, hint="In what is counted.", optional=True),
        field(
            "required",
            "Must it be filled in?",
            select(
                "data.required",
                required,
                initial="yes" if facts.is_required else "no",
                type_="radio_buttons",
            ),
        ),
        field("least", "Of a number: the least", least, optional=True),
        field("greatest", "Of a number: the greatest", greatest, optional=True),
        field("choices", "Of a choice: what is offered, a line each", choices, optional=True),
    ]
