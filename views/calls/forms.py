"""The forms of who makes and runs calls."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from models import Call, CallKind, CallUnit, Group, Topic
from models.calls import (
    CHOICE_LENGTH,
    MOST_CALL_CHOICES,
    PAPERS_LENGTH,
    QUESTION_LENGTH,
    REASON_LENGTH,
    CallFacts,
    IfSilent,
    QuorumBase,
    Share,
    ThresholdBase,
    TieRule,
    UnitKind,
    VoteMethod,
)
from models.columns import TEXT_LENGTH
from models.data_calls import DataCallFacts
from models.offers import OfferView
from models.payloads import Block, Element, View
from views import values
from views.calls import declared_rules, ids
from views.calls.answer_forms import answer_fields
from views.elements import context, divider, section
from views.inputs import (
    clock_picker,
    day_picker,
    field,
    modal,
    multi_select,
    option,
    select,
    text_input,
)
from views.texts import bold, brief

NO_QUORUM = "none"
HIDDEN, AS_THEY_COME, SECRET = "hidden", "shown", "secret"
"""The choices of who sees what each answered."""
PLURALITY = "plurality"
"""The choice of a threshold by which the most votes win."""
COUNTS = "count"
USUAL_HOUR = time(17, 0)
OPENING_HOUR = time(9, 0)
_RADIO = "radio_buttons"
_KINDS = {
    CallKind.VOTE: "A vote",
    CallKind.PLAIN: "A plain answer, in words",
    CallKind.OFFER: "An offer: each joins a shared purchase, or declines. Its terms come next",
}
_UNIT_KINDS = {
    UnitKind.LIBRARY: "Every member library",
    UnitKind.VOTING_UNIT: "Every voting unit: libraries that share a vote answer once",
    UnitKind.SEAT: "Every voting seat of the group",
}
_METHODS = {
    VoteMethod.YES_NO: "Yes or no",
    VoteMethod.CHOICE: "One of several choices",
    VoteMethod.RANKED: "Choices, ranked",
}
_IF_SILENT = {
    IfSilent.NO_ANSWER: "It counts neither for nor against",
    IfSilent.NO: "It counts as a no",
    IfSilent.YES: "It counts as a yes",
    IfSilent.LAST_YEAR: "As last year, where an offer is made again",
}
_RESULTS = {
    HIDDEN: "Everybody, once it has closed",
    AS_THEY_COME: "Everybody, as the answers come in",
    SECRET: "Nobody: it is a secret vote",
}
_DATA_UNIT_KINDS = {kind: _UNIT_KINDS[kind] for kind in (UnitKind.LIBRARY, UnitKind.VOTING_UNIT)}
_IF_NO_DATA = {
    IfSilent.NO_ANSWER: "It is missing from the totals",
    IfSilent.LAST_YEAR: "What was certified last year counts, marked as such",
}
_DATA_RESULTS = {
    HIDDEN: "Everybody, once it has closed",
    AS_THEY_COME: "Everybody, as soon as it is certified",
}
_SHARES = {
    Share.MORE_THAN_HALF: "More than half",
    Share.TWO_THIRDS: "Two thirds",
    Share.THREE_QUARTERS: "Three quarters",
    Share.ALL: "All",
}
_THRESHOLD_BASES = {
    ThresholdBase.VOTING: "Of those that vote yes or no, or choose",
    ThresholdBase.ANSWERS: "Of those that answer, abstentions included",
    ThresholdBase.UNITS: "Of all that are called, without the excused",
}
_QUORUM_BASES = {
    QuorumBase.PRESENT: "Of all that are called, without the excused",
    QuorumBase.UNITS: "Of all that are called, excused or not",
}
_TIES = {
    TieRule.UNDECIDED: "Nothing is decided",
    TieRule.FIRST_LISTED: "The choice listed first goes ahead",
}


def draft(
    facts: CallFacts,
    *,
    group: Group | None = None,
    groups: Sequence[Group] = (),
    topics: Sequence[Topic] = (),
    closes: tuple[date, time] | None = None,
    opens: tuple[date, time] | None = None,
    zone: str,
    weights: Sequence[str] = (),
    call_id: int | None = None,
    seen: str = "",
) -> View:
    """The form of a draft; it asks for one of the ``groups`` where the group is not known.
    ``closes`` and ``opens`` are local days and hours in the ``zone`` that is named beside them.
    """
    blocks = [
        _group(group, groups),
        *_question(facts),
        *_called(facts),
        *_closing(closes, zone),
        *_answers(facts),
        divider(),
        context("The rest may stay as it is. Of a plain answer, nothing is counted."),
        *_counting(facts),
        *_seldom(facts, topics, weights),
        *_opening(opens),
    ]
    if call_id is not None:
        private = values.private(call=call_id, seen=seen)
        return _form(ids.CHANGE_SEND, "Change the draft", blocks, "Save", private)
    private = values.private(group=group.id) if group else ""
    return _form(ids.NEW_SEND, "New call", blocks, "Preview", private)


def data_draft(
    facts: CallFacts,
    rules: DataCallFacts,
    *,
    group: Group | None = None,
    groups: Sequence[Group] = (),
    closes: tuple[date, time] | None = None,
    zone: str,
    call_id: int | None = None,
    seen: str = "",
) -> View:
    """The form of a draft of a data call, as ``draft`` is that of another."""
    blocks = [
        _group(group, groups),
        *_question(facts),
        *_data_rules(facts),
        *_closing(closes, zone),
    ]
    blocks += _data_notices(facts, rules)
    if call_id is not None:
        private = values.private(call=call_id, seen=seen)
        return _form(ids.DATA_CHANGE_SEND, "Change the draft", blocks, "Save", private)
    private = values.private(group=group.id) if group else ""
    return _form(ids.DATA_NEW_SEND, "New data call", blocks, "Preview", private)


def extend(call: Call, closes: tuple[date, time], zone: str) -> View:
    """The form that lets a call close later."""
    blocks = [
        section(f"{bold(brief(call.question, 200))}\n{declared_rules.closing(call, zone)}"),
        *_closing(closes, zone),
        _reason("It is shown to everybody who was called."),
    ]
    private = values.private(call=call.id)
    return _form(ids.EXTEND_SEND, "Extend the call", blocks, "Extend", private)


def close(call: Call, answered: int, units: int) -> View:
    """The form that closes a call before its time."""
    count = declared_rules.how_many(call.unit_kind, units)
    blocks = [
        section(
            f"Close {bold(brief(call.question, 200))} now? {answered:,} of {count} answered."
            f" {declared_rules.silence(call)}"
        ),
        _reason("It is shown to everybody who was called."),
    ]
    private = values.private(call=call.id)
    return _form(ids.CLOSE_SEND, "Close the call", blocks, "Close now", private)


def cancel(call: Call) -> View:
    """The form that lets a call come to nothing."""
    blocks = [
        section(
            f"Cancel {bold(brief(call.question, 200))}? Nothing is counted or decided, and the"
            " answers stay in the log."
        ),
        _reason("It is shown to everybody who was called."),
    ]
    private = values.private(call=call.id)
    return _form(ids.CANCEL_SEND, "Cancel the call", blocks, "Cancel the call", private)


def record(call: Call, units: Sequence[CallUnit], offer: OfferView | None = None) -> View:
    """The form that writes down what somebody of a unit said by phone."""
    blocks = [
        section(f"{bold(brief(call.question, 200))}\n{declared_rules.silence(call)}"),
        _unit(units, "Who answered"),
        *answer_fields(call, offer=offer),
        context(
            "I tell all who may answer for it at once, so that they can correct it until it closes."
        ),
    ]
    private = values.private(call=call.id)
    return _form(ids.RECORD_SEND, "Record an answer", blocks, "Record", private)


def excuse(call: Call, units: Sequence[CallUnit]) -> View:
    """The form that excuses a unit, or counts it again."""
    reason = text_input("call.reason", limit=REASON_LENGTH, placeholder="On leave until January")
    blocks = [
        section(bold(brief(call.question, 200))),
        _unit(units, "Who is excused"),
        field(
            "reason",
            "Why",
            reason,
            hint="Everybody who may see the call sees it. Empty: it counts again.",
            optional=True,
        ),
    ]
    private = values.private(call=call.id)
    return _form(ids.EXCUSE_SEND, "Excuse", blocks, "Save", private)


def unit_choices(units: Sequence[CallUnit]) -> list[Element]:
    """The units to choose from, with what is known of each."""
    return [option(unit.name, unit.id, _known(unit)) for unit in units]


def topic_choices(topics: Sequence[Topic]) -> list[Element]:
    """The topics to choose from."""
    return [option(topic.name, topic.id) for topic in topics]


def group_choices(groups: Sequence[Group]) -> list[Element]:
    """The groups to choose from."""
    return [option(group.name, group.id) for group in groups]


def _form(name: str, title: str, blocks: Sequence[Block], submit: str, private: str) -> View:
    return modal(name, title, blocks, submit=submit, close="Go back", private=private)


def _group(group: Group | None, groups: Sequence[Group]) -> Block:
    if group is not None:
        return section(f"A call of {bold(brief(group.name, 150))}. Nothing is sent yet.")
    element = select("call.group", group_choices(groups), placeholder="Choose a group")
    hint = "Its channel shows the call, and whoever may know of the group may see it."
    return field("group", "Group", element, hint=hint)


def _question(facts: CallFacts) -> list[Block]:
    question = text_input(
        "call.question",
        initial=facts.question,
        limit=QUESTION_LENGTH,
        placeholder="Shall we renew the courier contract for 2027?",
    )
    details = text_input("call.details", initial=facts.details, multiline=True, limit=TEXT_LENGTH)
    papers = text_input(
        "call.papers",
        initial=facts.papers,
        multiline=True,
        limit=PAPERS_LENGTH,
        placeholder="https://example.org/proposal.pdf",
    )
    return [
        field("question", "Question", question, hint="One thing, as it goes out."),
        field("details", "Details", details, optional=True),
        field("papers", "Papers", papers, hint="Web addresses, one a line.", optional=True),
    ]


def _called(facts: CallFacts) -> list[Block]:
    methods = select("call.method", _options(_METHODS), initial=facts.method)
    choices = text_input(
        "call.choices",
        initial="\n".join(facts.choices),
        multiline=True,
        limit=(CHOICE_LENGTH + 1) * MOST_CALL_CHOICES,
    )
    return [
        _radio("unit_kind", "Who is called", _UNIT_KINDS, facts.unit_kind),
        _radio("kind", "What each gives", _KINDS, facts.kind),
        field("method", "How each votes", methods),
        field(
            "choices",
            "Choices",
            choices,
            hint=f"2 to {MOST_CALL_CHOICES}, one a line; none for yes or no. “Abstain” is added.",
            optional=True,
        ),
    ]


def _closing(closes: tuple[date, time] | None, zone: str) -> list[Block]:
    day, hour = closes if closes else (None, USUAL_HOUR)
    named = f", {zone}" if zone else ""
    return [
        field("closes", "Closes on", day_picker("call.closes", initial=day)),
        field(
            "closes_time",
            "Closes at",
            clock_picker("call.closes_time", initial=hour),
            hint=f"In the time zone of the group{named}. Everybody sees it in their own.",
        ),
    ]


def _opening(opens: tuple[date, time] | None) -> list[Block]:
    day, hour = opens if opens else (None, OPENING_HOUR)
    hint = "Until then it is a draft. Empty: somebody opens it."
    return [
        field(
            "opens",
            "Opens by itself on",
            day_picker("call.opens", initial=day),
            hint=hint,
            optional=True,
        ),
        field(
            "opens_time",
            "Opens by itself at",
            clock_picker("call.opens_time", initial=hour),
            optional=True,
        ),
    ]


def _answers(facts: CallFacts) -> list[Block]:
    results = SECRET if facts.is_secret else HIDDEN if facts.is_hidden else AS_THEY_COME
    return [
        _radio(
            "if_silent",
            "What no answer means",
            _IF_SILENT,
            facts.if_silent,
            hint="Every message about the call says it. It never counts toward a quorum.",
        ),
        _radio(
            "results",
            "Who sees what each answered",
            _RESULTS,
            results,
            hint="Who has answered is always shown.",
        ),
    ]


def _data_rules(facts: CallFacts) -> list[Block]:
    results = HIDDEN if facts.is_hidden else AS_THEY_COME
    return [
        _radio("unit_kind", "Who is called", _DATA_UNIT_KINDS, facts.unit_kind),
        _radio(
            "if_silent",
            "What no certified sheet means",
            _IF_NO_DATA,
            facts.if_silent,
            hint="Every message about the call says it.",
        ),
        _radio("results", "Who sees what each fills in", _DATA_RESULTS, results),
    ]


def _data_notices(facts: CallFacts, rules: DataCallFacts) -> list[Block]:
    days = ", ".join(map(str, facts.nudge_days))
    director = "" if rules.director_days is None else str(rules.director_days)
    nudges = text_input("call.nudge_days", initial=days, limit=40)
    return [
        field(
            "change_percent",
            "Change that wants a note, in percent",
            text_input("call.change_percent", initial=str(rules.change_percent), limit=10),
            hint="Of a number against last year's; it is wanted before the sheet is certified.",
        ),
        field(
            "nudge_days",
            "Notices, in days before it closes",
            nudges,
            hint="To the data contact of each library that has not certified; from the second time"
            " on to the second contact, too. None comes on a holiday of the library.",
            optional=True,
        ),
        field(
            "director_days",
            "Notice to the director, in days before it closes",
            text_input("call.director_days", initial=director, limit=10),
            hint="Empty: never.",
            optional=True,
        ),
    ]


def _counting(facts: CallFacts) -> list[Block]:
    quorums = [option("No quorum", NO_QUORUM), *_options(_SHARES)]
    thresholds = [
        *_options(_SHARES),
        option("Of one of several choices: the most votes", PLURALITY),
    ]
    threshold = PLURALITY if facts.is_plurality else facts.threshold
    abstentions = [option("Abstentions count toward the quorum", COUNTS)]
    ticked = [COUNTS] if facts.abstentions_count else []
    boxes = multi_select("call.abstentions", abstentions, initial=ticked, type_="checkboxes")
    return [
        field(
            "threshold",
            "How many carry it",
            select("call.threshold", thresholds, initial=threshold),
        ),
        _menu("threshold_base", "Of whom", _THRESHOLD_BASES, facts.threshold_base),
        field(
            "quorum",
            "Quorum",
            select("call.quorum", quorums, initial=facts.quorum or NO_QUORUM),
            hint="How many must answer for the vote to count at all.",
        ),
        _menu("quorum_base", "Quorum of whom", _QUORUM_BASES, facts.quorum_base),
        field("abstentions", "Abstentions", boxes, optional=True),
        _menu("tie_rule", "If choices have the same votes", _TIES, facts.tie_rule),
    ]


def _seldom(facts: CallFacts, topics: Sequence[Topic], weights: Sequence[str]) -> list[Block]:
    days = ", ".join(map(str, facts.nudge_days))
    nudges = text_input("call.nudge_days", initial=days, limit=40)
    lines = text_input(
        "call.weights",
        initial="\n".join(weights),
        multiline=True,
        limit=3000,
        placeholder="Tunxis 3",
    )
    topic = str(facts.topic_id) if facts.topic_id else None
    blocks = [
        field(
            "nudge_days",
            "Nudges, in days before it closes",
            nudges,
            hint="First the representative is nudged, then the alternate, too, then the director.",
            optional=True,
        ),
        field(
            "weights",
            "Votes of those with more than one",
            lines,
            hint="A name and a number on each line, only where this is declared.",
            optional=True,
        ),
    ]
    if topics:
        element = select("call.topic", topic_choices(topics), initial=topic)
        hint = "Its representatives answer. Empty: those for the group."
        blocks.append(field("topic", "Topic", element, hint=hint, optional=True))
    return blocks


def _unit(units: Sequence[CallUnit], label: str) -> Block:
    element = select("call.unit", unit_choices(units), placeholder="Choose one")
    return field("unit", label, element)


def _known(unit: CallUnit) -> str:
    if unit.excused:
        return f"Excused: {unit.excused}"
    return "Has answered" if unit.answered_at else ""


def _reason(hint: str) -> Block:
    return field("reason", "Why", text_input("call.reason", limit=REASON_LENGTH), hint=hint)


def _options(words: Mapping[Any, str]) -> list[Element]:
    return [option(label, value) for value, label in words.items()]


def _radio(
    name: str, label: str, words: Mapping[Any, str], initial: str | None, hint: str = ""
) -> Block:
    element = select(f"call.{name}", _options(words), initial=initial, type_=_RADIO)
    return field(name, label, element, hint=hint)


def _menu(name: str, label: str, words: Mapping[Any, str], initial: str) -> Block:
    return field(name, label, select(f"call.{name}", _options(words), initial=initial))
