"""The forms about decisions: writing them down, why, whether they worked, and equity."""

from collections.abc import Sequence

from models import Decision, Group, Meeting, Organization, Question
from models.decisions import (
    DECISION_TEXT_LENGTH,
    EQUITY_KINDS,
    EQUITY_LENGTH,
    REVIEW_LENGTH,
    WORDING_LENGTH,
    DecisionDraft,
    DecisionKind,
    DecisionRecord,
    EquityAnswer,
    ReplacementKind,
    ReviewOutcome,
)
from models.payloads import Block, View
from views import values
from views.decisions import ids
from views.decisions.own_words import NEXT_LINE, own_words
from views.elements import section
from views.inputs import day_picker, field, modal, multi_select, named, option, select, text_input
from views.texts import bold, isolate, short
from views.times import moment

FORM_LENGTH = 3000
EQUITY_QUESTIONS = (
    ("affected", "Who is affected?"),
    ("absent", "Who is absent from the conversation?"),
    ("signs", "How will we know?"),
)
"""Each by the name of its field, here and on the page."""
_REASON_FIELDS = (
    ("reason", "Why", "What it is meant to change, and what speaks for it."),
    ("options", "Options that were weighed", "Those that were not chosen, and why not."),
    ("consulted", "Who was consulted", "People, libraries, students: whoever was heard before."),
)
_REPLACEMENT_LABELS = {
    ReplacementKind.REPLACES: "It replaces that decision",
    ReplacementKind.AMENDS: "It amends that decision, which holds otherwise",
}
OUTCOME_LABELS = {
    ReviewOutcome.WORKED: "It worked",
    ReviewOutcome.PARTLY: "It partly worked",
    ReviewOutcome.DID_NOT: "It did not work",
    ReviewOutcome.ANOTHER_LOOK: "It needs another look",
}


def write(group: Group, meeting: Meeting | None, known: Sequence[Decision] = ()) -> View:
    """The form; ``known`` is what was written down of the same meeting before."""
    about = bold(group.name)
    if meeting:
        about = f"{bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}"
    before = _before(known)
    blocks = [
        section(about),
        *([before] if before else []),
        field(
            "decided",
            "What was decided",
            _lines("decision.decided"),
            optional=True,
            hint="One decision a line. It helps to say why: “… because …”.",
        ),
        field(
            "asked",
            "What is still open",
            _lines("decision.asked"),
            optional=True,
            hint="One question a line. Each stays in the weekly digest until it is answered.",
        ),
    ]
    private = values.private(meeting=meeting.id) if meeting else values.private(group=group.id)
    return modal(
        ids.WRITE_SEND, "Decisions", blocks, submit="Write down", close="Cancel", private=private
    )


def settle(question: Question) -> View:
    """The form that closes a question."""
    element = text_input("question.decided", multiline=True, limit=WORDING_LENGTH)
    blocks = [
        own_words(question.wording),
        field(
            "decided",
            "What was decided",
            element,
            optional=True,
            hint="Leave it empty where the question has simply gone away.",
        ),
    ]
    private = values.private(question=question.id)
    return modal(
        ids.SETTLE_SEND, "Answer a question", blocks, submit="Save", close="Cancel", private=private
    )


def explain(
    record: DecisionRecord,
    draft: DecisionDraft,
    *,
    replaceable: Sequence[Decision],
    libraries: Sequence[Organization],
) -> View:
    """The form of all that a decision holds, as it is now."""
    blocks = [
        own_words(record.decision.wording),
        *(
            field(
                name,
                label,
                text_input(
                    f"decision.{name}",
                    initial=getattr(draft, name),
                    multiline=True,
                    limit=DECISION_TEXT_LENGTH,
                ),
                optional=True,
                hint=hint,
            )
            for name, label, hint in _REASON_FIELDS
        ),
        _kind_field(draft.kind),
        _review_field("review_on", draft),
    ]
    if libraries:
        blocks.append(_libraries_field(draft, libraries))
    if replaceable:
        blocks += _replacement_fields(draft, replaceable)
    private = values.private(decision=record.decision.id)
    return modal(
        ids.EXPLAIN_SEND, "Reasons", blocks, submit="Save", close="Cancel", private=private
    )


def equity(record: DecisionRecord) -> View:
    """The three questions, with what was answered before."""
    answer = record.equity
    initial = {name: getattr(answer, name) if answer else "" for name, _ in EQUITY_QUESTIONS}
    intro = "Three short questions about this decision. Leave all of them empty to skip them."
    blocks = [
        section(intro),
        own_words(record.decision.wording),
        *(_equity_field(name, label, initial[name]) for name, label in EQUITY_QUESTIONS),
        _kind_field(record.decision.kind),
    ]
    private = values.private(decision=record.decision.id)
    return modal(
        ids.EQUITY_SEND, "Equity questions", blocks, submit="Save", close="Cancel", private=private
    )


def review(record: DecisionRecord) -> View:
    """The question whether a decision worked; of one on money, access or policy the equity
    questions again, with the first answers beside them.
    """
    labels = [option(label, outcome) for outcome, label in OUTCOME_LABELS.items()]
    outcome = select("decision.outcome", labels, type_="radio_buttons")
    comment = text_input("decision.comment", multiline=True, limit=REVIEW_LENGTH)
    next_day = day_picker("decision.next_on", placeholder="Choose a day")
    hint = "On that day the chairs are asked again. Leave it empty where that is not needed."
    blocks = [
        own_words(record.decision.wording),
        field("outcome", "Did it work?", outcome),
        field("comment", "In words", comment, optional=True),
        field("next_on", "Ask again on", next_day, optional=True, hint=hint),
    ]
    if record.decision.kind in EQUITY_KINDS:
        blocks += _equity_again(record)
    private = values.private(decision=record.decision.id)
    return modal(
        ids.REVIEW_SEND, "Did it work?", blocks, submit="Save", close="Cancel", private=private
    )


def equity_lines(answer: EquityAnswer) -> list[str]:
    """Each question with its answer, in plain text; that they were skipped where they were."""
    if answer.is_skipped:
        return ["Skipped."]
    return [
        f"{label} {isolate(getattr(answer, name)) or 'No answer.'}"
        for name, label in EQUITY_QUESTIONS
    ]


def _kind_field(kind: DecisionKind | None) -> Block:
    kinds = [option(each.capitalize(), each) for each in DecisionKind]
    element = select("decision.kind", kinds, initial=kind)
    hint = "Of money, access and policy three short questions are asked once; they can be skipped."
    return field("kind", "What it is about", element, optional=True, hint=hint)


def _review_field(name: str, draft: DecisionDraft) -> Block:
    element = day_picker(f"decision.{name}", initial=draft.review_on, placeholder="Choose a day")
    hint = "On that day the chairs are asked whether it worked."
    return field(name, "Review date", element, optional=True, hint=hint)


def _libraries_field(draft: DecisionDraft, libraries: Sequence[Organization]) -> Block:
    chosen = [str(number) for number in sorted(draft.library_ids)]
    element = multi_select("decision.libraries", named(libraries), initial=chosen)
    label = "Libraries that it affects, or that were consulted"
    return field("libraries", label, element, optional=True)


def _replacement_fields(draft: DecisionDraft, replaceable: Sequence[Decision]) -> list[Block]:
    choices = [option(row.wording, row.id) for row in replaceable]
    initial = str(draft.replaces_id) if draft.replaces_id else None
    kinds = [option(label, kind) for kind, label in _REPLACEMENT_LABELS.items()]
    return [
        field(
            "replaces",
            "An earlier decision that it changes",
            select("decision.replaces", choices, initial=initial),
            optional=True,
            hint="The earlier decision stays in the register and says what has changed it.",
        ),
        field(
            "replacement",
            "How it changes that decision",
            select(
                "decision.replacement",
                kinds,
                initial=draft.replacement,
                type_="radio_buttons",
            ),
            optional=True,
        ),
    ]


def _equity_field(name: str, label: str, initial: str = "", hint: str = "") -> Block:
    element = text_input(f"decision.{name}", initial=initial, multiline=True, limit=EQUITY_LENGTH)
    return field(name, label, element, optional=True, hint=hint)


def first_answers(record: DecisionRecord) -> dict[str, str]:
    """What was answered at the decision, by the names of the fields; nothing where the questions
    were skipped, or never asked.
    """
    first = record.equity
    if first is None or first.is_skipped:
        return {}
    return {name: getattr(first, name) or "no answer." for name, _ in EQUITY_QUESTIONS}


def _equity_again(record: DecisionRecord) -> list[Block]:
    first = first_answers(record)
    fields = []
    for name, label in EQUITY_QUESTIONS:
        answer = short(isolate(first.get(name, "")), EQUITY_LENGTH)
        hint = f"At the decision: {answer}" if answer else ""
        fields.append(_equity_field(name, label, hint=hint))
    return fields


def _before(known: Sequence[Decision]) -> Block | None:
    lines = [f"• {isolate(question.wording)}" for question in known]
    return own_words(NEXT_LINE.join(["Written down already:", *lines])) if lines else None


def _lines(action_id: str) -> Block:
    return text_input(action_id, multiline=True, limit=FORM_LENGTH)
