"""A draft of a call: what would be sent, and to whom, before anything is."""

from datetime import datetime

from models import Call, CallKind, Group, Person
from models.call_pages import DraftPage
from models.payloads import Block, Element, Message
from views.calls import declared_rules, ids, offer_words
from views.elements import actions, button, confirm, context, header, message, section
from views.texts import bold, brief, esc, joined
from views.times import moment
from views.values import CallDraftButton

SHOWN_DETAILS = 900


def preview(page: DraftPage, *, zone: str, now: datetime, news: str = "") -> Message:
    """Exactly what opening it would send, with the buttons to do so."""
    call = page.call
    blocks: list[Block] = [
        *([section(news)] if news else []),
        header(f"Draft: {brief(call.question, 130)}"),
        context(f"{_where(page.group, page.topic)}. Nothing is sent until it opens."),
        *question_blocks(call),
        *_terms(page),
        section(_who(page)),
        section(_rules(page, zone, now)),
        actions(*_buttons(page)),
    ]
    if not page.may_open:
        blocks.append(context("The program manager opens it, and sees it in `/call list`."))
    question = f"Draft of a call: {esc(brief(call.question, 300))}"
    return message(joined((news, question, declared_rules.silence(call)), "\n"), blocks)


def question_blocks(call: Call) -> list[Block]:
    """The question as it goes out: what is wanted, what there is to choose, details and papers."""
    what = joined((declared_rules.method(call), declared_rules.choices(call)), "\n")
    blocks = [section(f"*{esc(brief(call.question, 300))}*"), section(what)]
    if call.details:
        blocks.append(section(esc(brief(call.details, SHOWN_DETAILS))))
    if papers := declared_rules.papers(call):
        blocks.append(section(f"*Papers*\n{papers}"))
    return blocks


def to_open(call: Call, group: Group, *, by: Person) -> Message:
    """To the program manager, once, of a draft that only she opens."""
    who = esc(brief(by.name, 60))
    text = (
        f"{who} drafted a call of {bold(brief(group.name, 100))}, which you may open:"
        f" {esc(brief(call.question, 300))}"
    )
    show = button("Show the draft", ids.SHOW, f"{call.id}|0", about=call.question)
    return message(text, [section(text), actions(show)])


def discarded(call: Call) -> Message:
    """To whoever discarded it."""
    return message(f"Discarded: {esc(brief(call.question, 300))}. Nothing was sent.")


def _where(group: Group, topic: str) -> str:
    on = f", on {esc(brief(topic, 80))}" if topic else ""
    return f"A call of {esc(brief(group.name, 100))}{on}"


def _terms(page: DraftPage) -> list[Block]:
    """The terms of an offer, or that there are none yet; nothing for other calls."""
    kind, offer = page.call.unit_kind, page.offer
    if page.call.kind is not CallKind.OFFER:
        return []
    if offer is None:
        return [section("*The terms of the offer are not declared yet.* It cannot open before.")]
    texts = [offer_words.declared(offer, kind)]
    if not offer.unmeasured:
        texts.append(offer_words.shares_of_all(offer, kind))
    else:
        names = declared_rules.in_brief(offer.unmeasured, room=40)
        texts.append(
            f"*It cannot open yet.* Nothing says what these would pay: {names}. Type it in the"
            " terms, or share the cost otherwise."
        )
    if offer.made_from:
        texts.append(f"It is made again from {bold(brief(offer.made_from.question, 300))}.")
    return [section(text) for text in texts if text]


def _who(page: DraftPage) -> str:
    kind = page.call.unit_kind
    lost = declared_rules.without_vote(page.seats_without_vote, has_opened=False)
    if not page.names:
        nobody = f"Nobody: there is no {kind} {'with a vote' if lost else 'yet'}."
        return joined(("*Who is called*", joined((nobody, lost), " ")), "\n")
    weighed = [f"{name}: {weight} votes" for name, weight in page.weights.items()]
    weights = f"\n*Votes*\nOne each, but {declared_rules.in_brief(weighed)}." if weighed else ""
    count = declared_rules.how_many(kind, len(page.names))
    called = joined((f"{count}: {declared_rules.in_brief(page.names)}.", lost), " ")
    return f"*Who is called*\n{called}{weights}"


def _rules(page: DraftPage, zone: str, now: datetime) -> str:
    call = page.call
    lines = (
        f"Opens by itself {moment(call.opens_at, zone)}." if call.opens_at else "",
        f"{declared_rules.closing(call, zone)}.",
        declared_rules.silence(call),
        declared_rules.counting(call),
        declared_rules.results(call),
        declared_rules.nudges(call, page.group.zone, now),
    )
    return joined(lines, "\n")


def _buttons(page: DraftPage) -> list[Element]:
    call = page.call
    terms = [button("Terms of the offer", ids.TERMS, call.id, about=call.question)]
    changing = [
        *(terms if call.kind is CallKind.OFFER else []),
        button("Change", ids.CHANGE, call.id, about=call.question),
        button(
            "Discard",
            ids.DISCARD,
            call.id,
            about=call.question,
            confirm=confirm(
                "Discard it?", "The draft is thrown away. Nothing was sent.", "Discard"
            ),
        ),
    ]
    is_ready = call.if_silent is not None and call.closes_at is not None and bool(page.names)
    if call.kind is CallKind.OFFER:
        is_ready = is_ready and page.offer is not None and not page.offer.unmeasured
    if not (page.may_open and is_ready):
        return changing
    count = declared_rules.how_many(call.unit_kind, len(page.names))
    sure = confirm(
        "Open it?", f"{count} will be asked now. The question cannot be changed.", "Open"
    )
    value = CallDraftButton(call.id, page.seen).text
    about = call.question
    return [
        button("Open", ids.OPEN, value, style="primary", about=about, confirm=sure),
        *changing,
    ]
