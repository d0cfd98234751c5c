"""`/wg obligations`: what comes back every year or term, and what is made of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from handlers import grammar
from handlers.forms import OLD_FORM, Form
from handlers.groups import place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, Obligation, ObligationKind
from models.database import reading, unit_of_work
from models.obligations import ObligationFacts
from models.payloads import Message, View
from models.subjects import Subject
from services import access, obligations, stale_forms, tasks
from services.access import Needs
from services.errors import Invalid
from services.obligations import yearly_rhythms
from views import obligations as views
from views.values import ContactsAt, ObligationDay, ObligationListAt

_DAYS_SAID_BACK = 3


def listed(ask: Ask) -> Answer:
    """All that somebody leads, or what comes back in the group that is named, or the channel's."""
    with reading() as session:
        group = ask.group
        if ask.text.strip():
            named = place.named_or_here(session, ask, grammar.read(ask.text))
            group = access.group_to_edit(session, named.id, by=ask.who)
        elif group is not None and not access.may_edit_group(group, by=ask.who):
            group = None
        return Reply(_page(session, ask, group))


def next_page(ask: Ask) -> Answer:
    at = ask.read(ObligationListAt)
    with reading() as session:
        group = access.group_to_edit(session, at.group_id, by=ask.who) if at.group_id else None
        return Reply(_page(session, ask, group, page=at.page))


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        group = access.group_to_edit(session, ask.number(), by=ask.who)
        return Open(_form(session, ask, group, None))


def add(ask: Ask) -> Answer:
    """The form shows the next days first, and saves once these are what was read."""
    form = Form(ask)
    facts = _facts(form)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        facts = _allowed(form, facts, None, ask)
        if not _is_read(form, facts):
            return Open(_read_form(session, ask, group, facts))
        row = obligations.add(session, group, facts, by=ask.person, now=ask.now)
        news = views.saved(row, obligations.next_of(session, row))
        return made.keep(Reply(_page(session, ask, group, news=news)))


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        row, group = access.obligation_to_edit(session, ask.number(), by=ask.who)
        facts = obligations.facts_of(row)
        seen = stale_forms.digests(obligations.recorded(row))
        return Open(_read_form(session, ask, group, facts, row=row, seen=seen))


def change(ask: Ask) -> Answer:
    form = Form(ask)
    facts, seen = _facts(form), form.carried_text("seen")
    with unit_of_work() as session:
        row, group = access.obligation_to_edit(session, form.carried("obligation"), by=ask.who)
        facts = _allowed(form, facts, row, ask)
        if not _is_read(form, facts):
            return Open(_read_form(session, ask, group, facts, row=row, seen=seen))
        facts = _merged(session, row, facts, seen, ask)
        obligations.change(session, row, group, facts, by=ask.person, now=ask.now)
        news = views.saved(row, obligations.next_of(session, row))
        return Reply(_page(session, ask, group, news=news))


def skip(ask: Ask) -> Answer:
    at = ask.read(ObligationDay)
    with unit_of_work() as session:
        row, group = access.obligation_to_edit(session, at.obligation_id, by=ask.who)
        later = obligations.skip(session, row, at.due_on, by=ask.person, now=ask.now)
        return Reply(_page(session, ask, group, news=views.skipped(row, at.due_on, later)))


def open_end(ask: Ask) -> Answer:
    with reading() as session:
        row, _group = access.obligation_to_edit(session, ask.number(), by=ask.who)
        return Open(views.end(row, obligations.next_of(session, row)))


def end(ask: Ask) -> Answer:
    carried = Form(ask).carried("obligation")
    with unit_of_work() as session:
        row, group = access.obligation_to_edit(session, carried, by=ask.who)
        obligations.end(session, row, by=ask.person, now=ask.now)
        session.flush()
        return Reply(_page(session, ask, group, news=views.ended(row)))


def log(ask: Ask) -> Answer:
    with reading() as session:
        row, group = access.obligation_to_see(session, ask.number(), by=ask.who)
        return Reply(views.log(row, group, obligations.made_of(session, row)))


def contacts(ask: Ask) -> Answer:
    at = ask.read(ContactsAt)
    with reading() as session:
        call, group = access.draft_contacts_to_see(session, at.call_id, by=ask.who)
        lines = obligations.contacts(session, call, group, ask.now)
        return Reply(views.contacts(call, lines, page=at.page))


def _page(
    session: Session, ask: Ask, group: Group | None, *, page: int = 0, news: str = ""
) -> Message:
    lines = obligations.listed(session, ask.who, group=group)
    return views.listed(lines, group=group, may_add=group is not None, page=page, news=news)


def _read_form(
    session: Session,
    ask: Ask,
    group: Group,
    facts: ObligationFacts,
    *,
    row: Obligation | None = None,
    seen: str = "",
) -> View:
    """The form with the days that its rhythm means."""
    today = obligations.today_in(group, ask.now)
    after = max(row.done_through, today) if row else today
    days = obligations.next_days(session, facts.rhythm, after, count=_DAYS_SAID_BACK)
    return _form(session, ask, group, facts, row=row, seen=seen, days=days)


def _form(
    session: Session,
    ask: Ask,
    group: Group,
    facts: ObligationFacts | None,
    *,
    row: Obligation | None = None,
    seen: str = "",
    days: Sequence[date] = (),
) -> View:
    kept = row.template_id if row else None
    return views.form(
        group,
        facts,
        holders=tasks.assignable_holders(session, ask.who, group.id),
        templates=obligations.templates(session, group, kept=kept),
        may_keep_for_consortium=access.may_keep_for_consortium(ask.who),
        days=days,
        obligation_id=row.id if row else None,
        read=_read(facts) if facts and days else "",
        seen=seen,
    )


def _read(facts: ObligationFacts) -> str:
    """The rhythm as it was understood."""
    return yearly_rhythms.describe(yearly_rhythms.read(facts.rhythm))


def _is_read(form: Form, facts: ObligationFacts) -> bool:
    """Whether the form showed the days of the rhythm that it is sent with. Raises ``Invalid`` where
    it carries what no form ever did.
    """
    shown = form.carried_text("read")
    try:
        is_known = not shown or yearly_rhythms.describe(yearly_rhythms.read(shown)) == shown
    except Invalid:
        is_known = False
    if not is_known:
        raise Invalid(OLD_FORM)
    return shown == _read(facts)


def _facts(form: Form) -> ObligationFacts:
    """What the form says, but whose it is."""
    library_id, seat_id = _holder(form)
    kind = form.choice("kind", ObligationKind)
    return ObligationFacts(
        title=form.text("title"),
        rhythm=form.text("rhythm", limit=views.TYPED_RHYTHM_LENGTH),
        kind=kind,
        details=form.text("details"),
        lead_days=form.number("lead_days"),
        remind_days=form.number("remind_days") if form.has("remind_days") else None,
        library_id=library_id,
        seat_id=seat_id,
        template_id=form.id("template"),
    )


def _holder(form: Form) -> tuple[int | None, int | None]:
    """The ids of the library and of the seat that were chosen, of which at most one is there."""
    text = form.text("holder", limit=views.TYPED_RHYTHM_LENGTH)
    if not text:
        return None, None
    try:
        chosen = Subject.parse(text)
    except ValueError:
        chosen = None
    if chosen is None or chosen.noun not in ("organization", "seat"):
        raise Invalid("Choose one of those that are offered.", field="holder")
    number = int(chosen.id)
    return (number, None) if chosen.noun == "organization" else (None, number)


def _allowed(
    form: Form, facts: ObligationFacts, row: Obligation | None, ask: Ask
) -> ObligationFacts:
    """The facts with whose it is: that is the program manager's to say."""
    if not form.shows("owner") or not access.may_keep_for_consortium(ask.who):
        return replace(facts, is_of_consortium=bool(row and row.is_of_consortium))
    owner = form.one_of("owner", ("group", views.IS_CONSORTIUMS))
    return replace(facts, is_of_consortium=owner == views.IS_CONSORTIUMS)


def _merged(
    session: Session, row: Obligation, facts: ObligationFacts, seen: str, ask: Ask
) -> ObligationFacts:
    """The facts to save: what was left as it was shown stays as it is by now."""
    typed = {name: getattr(facts, name) for name in obligations.FIELD_WORDS}
    typed |= {"title": " ".join(facts.title.split()), "rhythm": _read(facts)}
    saved = stale_forms.merged(
        session,
        typed,
        obligations.recorded(row),
        seen,
        about=Subject.of(row),
        title=row.title,
        words=obligations.FIELD_WORDS,
        by=ask.person,
        command=views.COMMAND,
    )
    return replace(facts, **saved)


ROUTES = (
    Command(
        "wg obligations",
        listed,
        help="See what comes back every year or term, add to it, and skip or end it.",
        needs=Needs.CHAIR,
        example="/wg obligations Metadata",
        aliases=("recurring", "yearly", "every"),
    ),
    Button(views.LISTED, next_page, needs=Needs.CHAIR),
    Button(views.NEW, open_new, needs=Needs.CHAIR),
    Modal(views.NEW_SEND, add, needs=Needs.CHAIR),
    Button(views.CHANGE, open_change, needs=Needs.CHAIR),
    Modal(views.CHANGE_SEND, change, needs=Needs.CHAIR),
    Button(views.SKIP, skip, needs=Needs.CHAIR),
    Button(views.END, open_end, needs=Needs.CHAIR),
    Modal(views.END_SEND, end, needs=Needs.CHAIR),
    Button(views.LOG, log, needs=Needs.CHAIR),
    Button(views.CONTACTS, contacts, needs=Needs.CHAIR),
)
