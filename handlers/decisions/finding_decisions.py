"""The decisions of a group, the register of all that one may see, and one decision."""

from sqlmodel import Session

from handlers import grammar
from handlers.groups import place
from handlers.routes import Answer, Ask, Reply
from models import Decision, Group
from models.database import reading
from models.decisions import RegisterPage
from models.payloads import Message
from services import access, calls, consortium, decisions, groups
from services.errors import Invalid
from views import decisions as views
from views.elements import PAGE
from views.values import LONGEST_SEARCH, DecisionListAt, RegisterAt


def listed(ask: Ask) -> Answer:
    """`/wg decisions`, and the button that means the same: those of a group, or those that fit the
    words of the line.
    """
    with reading() as session:
        if ask.value:
            return Reply(
                group_page(session, access.group_to_see(session, ask.number(), by=ask.who), ask)
            )
        line = grammar.read(ask.text)
        if not line.text or line.slack_ids or line.names:
            return Reply(group_page(session, place.named_or_here(session, ask, line), ask))
        named = None if line.channel_ids else groups.named(session, line.text, by=ask.who)
        if named is not None and named.name_key == groups.name_key(line.text):
            return Reply(group_page(session, named, ask))
        at = _search_of(session, line, ask)
        found = _found(session, at, ask)
        if found.count:
            return Reply(views.found(found, at, zone=ask.person.zone))
        if named is not None:
            return Reply(group_page(session, named, ask))
        raise _nothing(session, found, line.text, ask)


def next_page(ask: Ask) -> Answer:
    at = ask.read(DecisionListAt)
    with reading() as session:
        group = access.group_to_see(session, at.group_id, by=ask.who)
        return Reply(group_page(session, group, ask, offset=at.offset))


def next_found(ask: Ask) -> Answer:
    at = ask.read(RegisterAt)
    with reading() as session:
        return Reply(views.found(_found(session, at, ask), at, zone=ask.person.zone))


def show(ask: Ask) -> Answer:
    with reading() as session:
        decision, group = access.decision_to_see(session, ask.number(), by=ask.who)
        return Reply(decision_card(session, decision, group, ask))


def decision_card(session: Session, decision: Decision, group: Group, ask: Ask) -> Message:
    """One decision with all that is known of it."""
    return views.card(
        decisions.record_of(session, decision, group),
        tally=calls.tally_in_words(session, decision),
        may_change=access.may_take_back(group, by=ask.who),
        zone=ask.person.zone,
    )


def group_page(session: Session, group: Group, ask: Ask, *, offset: int = 0) -> Message:
    """A page of what a group decided and has to settle."""
    return views.listed(
        group,
        decisions.page(session, group, offset=offset, limit=PAGE),
        may_write=access.may_edit_group(group, by=ask.who),
        may_settle=lambda question: access.may_settle(question, group, by=ask.who),
        zone=ask.person.zone,
    )


def _search_of(session: Session, line: grammar.Line, ask: Ask) -> RegisterAt:
    """What the line looks for; a channel in it looks in its group alone."""
    text = " ".join(line.text.replace("|", " ").split())
    if len(text) > LONGEST_SEARCH:
        raise Invalid(f"Search for less: {LONGEST_SEARCH} characters at most.")
    group = grammar.group_of(session, ask, line)[0] if line.channel_ids else None
    return RegisterAt(text, group.id if group else 0)


def _found(session: Session, at: RegisterAt, ask: Ask) -> RegisterPage:
    group = access.group_to_see(session, at.group_id, by=ask.who) if at.group_id else None
    query = decisions.read_query(
        session,
        at.text_typed,
        who=ask.who,
        group=group,
        today=ask.today,
        fiscal_year_start=consortium.settings(session).fiscal_year_start,
    )
    zone = ask.person.zone
    return decisions.find(session, query, ask.who, zone=zone, offset=at.offset, limit=PAGE)


def _nothing(session: Session, found: RegisterPage, text: str, ask: Ask) -> Invalid:
    """The refusal where nothing fits: which group was probably meant, and how the line was read,
    where it was read as more than words.
    """
    query = found.query
    is_plain = not (query.group or query.period or any(term.names for term in query.terms))
    read = "" if is_plain else f" {views.query_in_words(query)}"
    unknown = place.unknown(session, ask, text).message
    return Invalid(f"{unknown} No decision that you may see fits, either.{read}")
