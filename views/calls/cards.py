"""The messages about a call: its card in the channel, the question to those who answer for a unit,
and word of what changed.
"""

from models import CallKind, CallState
from models.calendar_days import day_words
from models.call_messages import AnswerNews, CallCard, CallWords, UnitQuestion
from models.calls import ABSTAIN, NO, YES, AnswerDoor, Call, CallAnswer, Rules, VoteMethod
from models.money import in_dollars
from models.offers import OfferReply, OfferSum, OfferView
from models.payloads import Block, Element, Message
from views.calls import declared_rules, ids, offer_arithmetic, offer_words
from views.calls.sums import arithmetic, headline
from views.elements import actions, button, confirm, context, message, section
from views.inputs import option, select
from views.stories.prompt_buttons import with_prompt
from views.texts import bold, brief, esc, joined
from views.times import moment
from views.values import CallAt, CallChoice, CallUnitButton

QUESTION_BUTTONS = "call_question"
"""The block of the buttons of a question to those who answer for a unit."""
MOST_BUTTONS = 5
"""Of choices, abstention included; where there are more, there is a menu."""
_DETAILS_ROOM = 1000
_UNIT_ROOM = 80


def offered(call: Call) -> tuple[str, ...]:
    """What a unit can choose in a vote, abstention last; nothing in any other call."""
    if call.kind is not CallKind.VOTE:
        return ()
    return (*((YES, NO) if call.method is VoteMethod.YES_NO else call.choices), ABSTAIN)


def card(facts: CallCard) -> Message:
    """To the group's channel, drawn anew as answers come, and when it ends."""
    call = facts.call
    blocks = [*_question(call), *_terms(facts), section(_state(facts))]
    if call.state is CallState.OPEN:
        blocks += _answering(call, None)
    else:
        blocks.append(actions(_show(call)))
    blocks.append(context(_about(facts)))
    return message(_in_words(facts), blocks)


def question(facts: UnitQuestion) -> Message:
    """To those who answer for a unit; it shows the answer that stands, until closing with what
    changes it.
    """
    call, name = facts.card.call, bold(brief(facts.unit.name, _UNIT_ROOM))
    blocks = [section(f"A question to {name}:"), *_question(call)]
    blocks += _terms(facts.card)
    blocks.append(
        section(joined((standing(facts), share_of_unit(facts), _state(facts.card)), "\n"))
    )
    if call.state is not CallState.OPEN:
        blocks.append(actions(_show(call)))
    elif call.is_secret and facts.answer:
        blocks.append(actions(_show(call), block_id=QUESTION_BUTTONS))
    else:
        blocks += _answering(call, facts)
    blocks.append(context(_about(facts.card)))
    text = f"A question to {esc(brief(facts.unit.name, _UNIT_ROOM))}. {_in_words(facts.card)}"
    return message(text, blocks)


def standing(facts: UnitQuestion) -> str:
    """The answer of a unit and who gave it; empty where there is none."""
    row = facts.answer
    if row is None:
        return ""
    by = esc(brief(facts.answered_by.name, _UNIT_ROOM)) if facts.answered_by else "somebody"
    how = {
        AnswerDoor.PHONE: f"by phone, written down by {by}",
        AnswerDoor.PAGE: f"{by}, by link",
        AnswerDoor.SLACK: by,
    }[row.door]
    if facts.card.call.is_secret:
        return f"*The ballot is cast* ({how})."
    if facts.card.offer:
        how = joined((how, reply_words(facts.offer)), "; ")
    comment = f"\nComment: {esc(brief(row.comment, 500))}" if row.comment else ""
    what = "Certified" if facts.card.call.kind is CallKind.DATA else f"Answered: {in_words(row)}"
    return f"*{what}* ({how}).{comment}"


def share_of_unit(facts: UnitQuestion) -> str:
    """What the unit would pay if it joined; empty where it is no offer, or not open."""
    call, offer = facts.card.call, facts.card.offer
    if offer is None or call.state is not CallState.OPEN:
        return ""
    return offer_words.share_of_unit(offer, facts.unit.id, facts.unit.name, call.unit_kind)


def in_words(row: CallAnswer) -> str:
    """What was answered."""
    if row.words:
        return f"“{esc(brief(' '.join(row.words.split()).rstrip('.'), 300))}”"
    return ", then ".join(esc(brief(choice, 75)) for choice in row.choices or ())


def reply_words(reply: OfferReply) -> str:
    """What was said beside an answer to an offer."""
    parts = (
        f"at most {in_dollars(reply.pledge_cents)}" if reply.pledge_cents else "",
        f"from {day_words(reply.starts_on)}" if reply.starts_on else "",
        f"contact: {esc(brief(reply.contact, 100))}" if reply.contact else "",
    )
    return joined(parts, "; ")


def answered(news: AnswerNews) -> Message:
    """To whoever gave the answer before, and of a phoned one to all who may answer for a unit."""
    facts = news.question
    call, row = facts.card.call, facts.answer
    if call.kind is CallKind.DATA:
        return _certified(news)
    by, name = esc(brief(news.by.name, _UNIT_ROOM)), esc(brief(facts.unit.name, _UNIT_ROOM))
    about = f"{name} on {bold(brief(call.question, 300))}"
    if row is None:
        what = f"{by} took back the answer of {about}. There is none now."
    elif news.is_phoned:
        what = f"{by} wrote down what {about} told by phone: {in_words(row)}."
    else:
        what = f"{by} answered for {about}: {in_words(row)}."
    before = f"Before, it was: {in_words(news.before)}." if news.before else ""
    until = (
        f"You can change it until closing. {declared_rules.closing(call, facts.card.group.zone)}."
    )
    text = joined((what, before, until, declared_rules.silence(call)), " ")
    return message(text, [section(text), actions(_form(facts, "Change the answer"), _show(call))])


def _certified(news: AnswerNews) -> Message:
    facts = news.question
    call = facts.card.call
    by, name = esc(brief(news.by.name, _UNIT_ROOM)), esc(brief(facts.unit.name, _UNIT_ROOM))
    does = "certified" if facts.answer else "withdrew the certification of"
    phoned = ", as was told by phone" if news.is_phoned else ""
    text = f"{by} {does} the sheet of {name}{phoned}: {bold(brief(call.question, 300))}."
    text = joined((text, declared_rules.silence(call)), " ")
    return message(text, [section(text), actions(_form(facts, "Show the sheet"), _show(call))])


def recorded(facts: UnitQuestion, *, is_new: bool = True) -> Message:
    """To whoever answered."""
    call, zone = facts.card.call, facts.card.group.zone
    name = esc(brief(facts.unit.name, _UNIT_ROOM))
    if call.is_secret:
        text = f"Your ballot is cast for {name}. It cannot be changed. {declared_rules.SECRECY}"
        return message(text)
    if facts.answer is None:
        is_data = call.kind is CallKind.DATA
        what = "the sheet is a draft" if is_data else f"{name} has no answer"
        text = f"Taken back: {what} now. {declared_rules.silence(call)}"
        form = _form(facts, _answer_label(call))
        return message(text, [section(text), actions(form, _show(call))])
    start = "Recorded" if is_new else "Recorded already"
    closes = moment(call.closes_at, zone) if call.closes_at else "it closes"
    text = f"{start} for {name}: {in_words(facts.answer)}. You can change it until {closes}."
    label = "Change the comment" if facts.answer.comment else "Add a comment"
    return message(
        text, [section(text), actions(_form(facts, label), _take_back(facts), _show(call))]
    )


def extended(facts: CallCard) -> Message:
    """News to the channel."""
    call = facts.call
    text = (
        f"More time to answer {bold(brief(call.question, 300))}:"
        f" {_lower(declared_rules.closing(call, facts.group.zone))}. Why: {esc(call.reason)}"
    )
    text = f"{text}\n{declared_rules.silence(call)}"
    return message(text, [section(text), actions(_show(call))])


def ended(facts: CallCard) -> Message:
    """What came of it, to the channel and to who runs it."""
    call = facts.call
    text = f"{bold(brief(call.question, 300))}\n{_outcome(facts)}"
    return message(text, [section(text), actions(_show(call))])


def not_opened(call: Call, reason: str) -> Message:
    """To whoever drafted or changed a call that was to open by itself."""
    text = (
        f"The call {bold(brief(call.question, 300))} was to open now, and did not: {esc(reason)}"
        " It is kept as a draft."
    )
    return message(text, [section(text), actions(_show(call))])


def _question(call: Call) -> list[Block]:
    """The question with its details, papers and choices."""
    blocks = [section(bold(call.question))]
    if call.details:
        blocks.append(section(esc(brief(call.details, _DETAILS_ROOM))))
    if call.papers:
        blocks.append(section(declared_rules.papers(call)))
    if call.choices:
        blocks.append(section(declared_rules.choices(call)))
    return blocks


def _terms(facts: CallCard) -> list[Block]:
    """What is declared of an offer; nothing for other calls."""
    if facts.offer is None:
        return []
    return [section(offer_words.declared(facts.offer, facts.call.unit_kind))]


def _state(facts: CallCard) -> str:
    """How many have answered, what silence means and when it closes; or what came of it."""
    call = facts.call
    if call.state is not CallState.OPEN:
        return _outcome(facts)
    closing = declared_rules.closing(call, facts.group.zone)
    lost = declared_rules.without_vote(call.seats_without_vote, has_opened=True)
    rules = joined(
        (
            *(lost, declared_rules.silence(call), declared_rules.counting(call)),
            declared_rules.results(call),
        ),
        "\n",
    )
    return joined((f"*{_count(facts)}.* {closing}.", _so_far(facts), rules), "\n")


def _count(facts: CallCard) -> str:
    called = declared_rules.how_many(facts.call.unit_kind, facts.units)
    return f"{facts.answered:,} of {called} {declared_rules.have_answered(facts.call)}"


def _so_far(facts: CallCard) -> str:
    """The count of what was answered, without silence."""
    if facts.offer and facts.offer.reckoned:
        return _offer_so_far(facts.call, facts.offer.reckoned)
    count = facts.tally
    if count is None:
        return ""
    figures = [
        f"{number - (count.silent if choice == count.silent_as else 0):,} {esc(brief(choice, 75))}"
        for choice, number in count.counts
    ]
    return f"So far: {', '.join(figures)}."


def _offer_so_far(call: Call, reckoned: OfferSum) -> str:
    so_far = f"If it closed now: {_lower(offer_arithmetic.headline(reckoned, call.unit_kind))}."
    return joined((so_far, offer_arithmetic.who_is_in(reckoned)), "\n")


def _offer_outcome(facts: CallCard, offer: OfferView, reckoned: OfferSum, why: str) -> str:
    call, kind = facts.call, facts.call.unit_kind
    total = offer_arithmetic.arithmetic(offer.rules, reckoned, kind)
    closing = f"{declared_rules.closing(call, facts.group.zone)}."
    inside = offer_arithmetic.who_is_in(reckoned)
    return joined(
        (f"*{offer_arithmetic.headline(reckoned, kind)}*", closing, total, inside, why), "\n"
    )


def _outcome(facts: CallCard) -> str:
    call, count = facts.call, facts.tally
    closing = declared_rules.closing(call, facts.group.zone)
    is_cancelled = call.state is CallState.CANCELLED
    is_ended_early = is_cancelled or call.closed_by is not None
    why = f"Why: {esc(call.reason)}" if call.reason and is_ended_early else ""
    if is_cancelled:
        return joined((f"*Cancelled.* {_count(facts)}.", why), "\n")
    if facts.offer and facts.offer.reckoned:
        return _offer_outcome(facts, facts.offer, facts.offer.reckoned, why)
    if count is None:
        return joined((f"*{closing}.* {_count(facts)}.", why, declared_rules.silence(call)), "\n")
    rules = Rules.of(call)
    lost = declared_rules.without_vote(call.seats_without_vote, has_opened=True)
    total = joined((arithmetic(rules, count, call.unit_kind), lost), "\n")
    return joined((f"*{headline(rules, count)}*", f"{closing}.", total, why), "\n")


def _about(facts: CallCard) -> str:
    by = f"Opened by {esc(brief(facts.opened_by.name, _UNIT_ROOM))}" if facts.opened_by else ""
    on = f"on {esc(brief(facts.topic, _UNIT_ROOM))}" if facts.topic else ""
    called = f"{declared_rules.how_many(facts.call.unit_kind, facts.units)} called"
    return joined((esc(brief(facts.group.name, _UNIT_ROOM)), on, called, by))


def _in_words(facts: CallCard) -> str:
    """The whole card for notifications and screen readers."""
    return f"{esc(brief(facts.call.question, 300))}\n{_state(facts)}"


def _answering(call: Call, facts: UnitQuestion | None) -> list[Block]:
    """The choices themselves where one is wanted, else the way to a form."""
    block_id = QUESTION_BUTTONS if facts else ""
    more = [_show(call)]
    if facts:
        label = _answer_label(call) if _is_in_form(call) else "Answer with a comment"
        form = [] if call.is_secret and not _is_in_form(call) else [_form(facts, label)]
        more = [*form, *([_take_back(facts)] if facts.answer else []), *more]
    if _is_in_form(call):
        label = _answer_label(call)
        first = [] if facts else [button(label, ids.RESPOND, call.id, about=call.question)]
        return [actions(*first, *more, block_id=block_id)]
    return [actions(*_choices(call, facts), *more, block_id=block_id)]


def _answer_label(call: Call) -> str:
    return "Fill in" if call.kind is CallKind.DATA else "Answer"


def _is_in_form(call: Call) -> bool:
    return call.kind is not CallKind.VOTE or call.method is VoteMethod.RANKED


def _choices(call: Call, facts: UnitQuestion | None) -> list[Element]:
    labels = offered(call)
    unit_id = facts.unit.id if facts else None
    values = [CallChoice(call.id, place, unit_id).text for place in range(len(labels))]
    for_good = _for_good() if call.is_secret else None
    if len(labels) > MOST_BUTTONS:
        options = [
            option(_label(call, choice), value)
            for choice, value in zip(labels, values, strict=True)
        ]
        menu = select(ids.CHOOSE, options, placeholder="Choose an answer")
        return [menu | {"confirm": for_good} if for_good else menu]
    return [
        button(
            _label(call, choice),
            f"{ids.CHOOSE}:{place}",
            values[place],
            about=call.question,
            confirm=for_good,
        )
        for place, choice in enumerate(labels)
    ]


def _label(call: Call, choice: str) -> str:
    is_own_word = call.method is VoteMethod.YES_NO or choice == ABSTAIN
    return choice.capitalize() if is_own_word else choice


def _for_good() -> Element:
    words = "A secret ballot cannot be changed or taken back."
    return confirm("Cast this ballot?", words, "Cast it")


def _form(facts: UnitQuestion, label: str) -> Element:
    value = CallUnitButton(facts.unit.id).text
    return button(label, ids.ANSWER, value, about=facts.card.call.question)


def _take_back(facts: UnitQuestion) -> Element:
    value = CallUnitButton(facts.unit.id).text
    call = facts.card.call
    label = "Withdraw" if call.kind is CallKind.DATA else "Take it back"
    return button(label, ids.TAKE_BACK, value, about=call.question)


def _show(call: Call) -> Element:
    return button("Show", ids.SHOW, CallAt(call.id).text, about=call.question)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


WORDS = CallWords(card, question, answered, extended, ended, with_prompt)
