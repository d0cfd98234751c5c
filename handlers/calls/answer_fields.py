"""Reading the fields in which an answer is given, by whoever answers or writes it down."""

from handlers.forms import Form
from models import Call, CallKind
from models.calls import ABSTAIN
from models.offers import OFFER_ANSWERS, OfferReply
from services import calls
from services.calls import NewAnswer
from services.errors import Invalid
from views.calls import answer_forms, cards


def read(form: Form, call: Call) -> NewAnswer:
    """What the fields of ``answer_forms`` say. Raises ``Invalid`` with the field at fault."""
    comment = form.text("comment")
    is_private = form.checked("comment_private", answer_forms.PRIVATE_BOX)
    if call.kind is CallKind.OFFER:
        choice = form.one_of("choice", OFFER_ANSWERS)
        return NewAnswer((choice,), "", comment, is_private, _reply(form))
    if call.kind is CallKind.PLAIN:
        return NewAnswer((), form.text("words"), comment, is_private)
    return NewAnswer(_choices(form, call), "", comment, is_private)


def _reply(form: Form) -> OfferReply:
    """What is said beside the choice; a form that has no pledge shows no such field."""
    pledge = form.text("pledge") if form.has("pledge") else ""
    cents = calls.read_dollars(pledge, field="pledge") if pledge.strip() else None
    return OfferReply(form.text("contact"), cents, form.day("starts_on"))


def _choices(form: Form, call: Call) -> tuple[str, ...]:
    """The choices in the order of their places; empty places are passed over."""
    choices = cards.offered(call)
    numbers = [str(number) for number in range(len(choices))]
    found: list[str] = []
    for place, name in enumerate(answer_forms.places(call)):
        if place and not form.has(name):
            continue
        choice = choices[int(form.one_of(name, numbers))]
        if choice in found:
            raise Invalid("You chose this before. Choose each only once.", field=name)
        if ABSTAIN in (*found[:1], choice) and found:
            raise Invalid("Who abstains ranks nothing. Leave this empty.", field=name)
        found.append(choice)
    return tuple(found)
