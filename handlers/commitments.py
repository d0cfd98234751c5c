"""`/call commitments`: what libraries pay by offers that went ahead, until when."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import OLD_FORM, Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Commitment
from models.database import reading, unit_of_work
from models.messages import COMMITMENTS_FILE, Key, Recipient
from models.offers import CommitmentLine
from models.payloads import Message
from models.subjects import Subject
from services import access, calls, commitments, outbox, stale_forms
from services.access import Needs
from services.commitments import RenewedTerms
from services.errors import Conflict, Invalid
from views import commitments as views
from views.values import CommitmentListAt

_WITH_ENDED = "all"


def listed(ask: Ask) -> Answer:
    """`/call commitments Tunxis`; with `all` before it also those that have ended."""
    words = grammar.plain(grammar.spoken(ask, ask.text))[: views.SEARCH_ROOM]
    with reading() as session:
        return Reply(_page(session, ask, CommitmentListAt(0, words)))


def next_page(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(_page(session, ask, ask.read(CommitmentListAt)))


def show(ask: Ask) -> Answer:
    with reading() as session:
        row = access.commitment_to_see(session, ask.number(), by=ask.who)
        return Reply(_shown(session, row, ask))


def open_renew(ask: Ask) -> Answer:
    with reading() as session:
        row = access.commitment_to_change(session, ask.number(), by=ask.who)
        return Open(views.renew(commitments.line_of(session, row)))


def renew(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        row = _row(session, form, ask)
        ends_on = form.day("ends_on")
        if ends_on is None:
            raise Invalid("Choose the new last day.", field="ends_on")
        new = RenewedTerms(
            calls.read_dollars(form.text("share"), field="share"),
            ends_on,
            form.day("notice_on"),
            form.text("reason"),
        )
        cleared = "" if row.saved_cents is None else f" {views.SAVING_CLEARED}"
        commitments.renew(session, row, new, by=ask.person, now=ask.now)
        return Reply(_shown(session, row, ask, news=f"It is renewed.{cleared}"))


def open_saving(ask: Ask) -> Answer:
    with reading() as session:
        row = access.commitment_to_declare(session, ask.number(), by=ask.who)
        seen = stale_forms.digests(commitments.saving_of(row))
        return Open(views.saving(commitments.line_of(session, row), seen=seen))


def declare_saving(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        row = access.commitment_to_declare(session, form.carried("commitment"), by=ask.who)
        _check_seen(form, row)
        typed = form.text("saved")
        cents = calls.read_dollars(typed, field="saved") if typed.strip() else None
        is_changed = commitments.declare_saving(
            session,
            row,
            cents,
            form.text("saved_how"),
            seen=form.carried_text("saving"),
            by=ask.person,
            now=ask.now,
        )
        news = views.saving_news(commitments.line_of(session, row), is_changed=is_changed)
        return Reply(_shown(session, row, ask, news=news))


def open_end(ask: Ask) -> Answer:
    with reading() as session:
        row = access.commitment_to_change(session, ask.number(), by=ask.who)
        return Open(views.end(commitments.line_of(session, row), ask.today))


def end(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        row = _row(session, form, ask)
        ended_on = form.day("ended_on")
        if ended_on is None:
            raise Invalid("Choose the day on which it ends.", field="ended_on")
        commitments.end(session, row, ended_on, form.text("reason"), by=ask.person, now=ask.now)
        return Reply(_shown(session, row, ask, news="It is ended."))


def send_file(ask: Ask) -> Answer:
    """The file goes to the asker alone, by direct message, with what is listed now."""
    at = ask.read(CommitmentListAt)
    with making(ask) as made:
        session = made.session
        access.commitments_to_export(by=ask.who)
        lines = _lines(session, ask, at.words)
        is_new = outbox.send_file(
            session,
            content=commitments.to_csv(session, lines),
            filename="commitments.csv",
            text=views.beside_file(len(lines)),
            to=Recipient.person(ask.person),
            key=Key(
                COMMITMENTS_FILE,
                occurrence=f"{ask.now:%Y%m%dT%H%M%S}",
                recipient=Subject.of(ask.person),
            ),
            now=ask.now,
        )
        return made.keep(Reply(views.on_its_way(is_new=is_new)))


def _row(session: Session, form: Form, ask: Ask) -> Commitment:
    """The commitment of a form, as long as its last day is the one that the form shows."""
    row = access.commitment_to_change(session, form.carried("commitment"), by=ask.who)
    _check_seen(form, row)
    return row


def _check_seen(form: Form, row: Commitment) -> None:
    """Raise where the last day of a commitment is not the one that the form shows."""
    seen = form.carried_day("seen")
    if seen is None:
        raise Invalid(OLD_FORM)
    if row.ends_on != seen:
        raise Conflict(
            "Somebody renewed this commitment since you opened it. Nothing was done: `/call"
            " commitments` shows it as it is now."
        )


def _page(session: Session, ask: Ask, at: CommitmentListAt) -> Message:
    return views.listed(
        _lines(session, ask, at.words),
        page=at.page,
        words=at.words,
        may_export=access.may_change_commitments(ask.who),
    )


def _lines(session: Session, ask: Ask, words: str) -> list[CommitmentLine]:
    first, _, rest = words.strip().partition(" ")
    if first.casefold() == _WITH_ENDED:
        return commitments.listed(session, ask.who, rest, with_ended=True)
    return commitments.listed(session, ask.who, words)


def _shown(session: Session, row: Commitment, ask: Ask, *, news: str = "") -> Message:
    line = commitments.line_of(session, row)
    may_change = access.may_change_commitments(ask.who)
    may_declare = access.may_declare_saving(session, row, by=ask.who)
    return views.shown(line, may_change=may_change, may_declare=may_declare, news=news)


ROUTES = (
    Command(
        "call commitments",
        listed,
        help="See what libraries pay by offers that went ahead, and what ends next.",
        needs=Needs.ANYONE,
        example="/call commitments Tunxis",
        aliases=("commitment",),
    ),
    Button(views.LISTED, next_page, needs=Needs.ANYONE),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.RENEW, open_renew, needs=Needs.PROGRAM_MANAGER),
    Modal(views.RENEW_SEND, renew, needs=Needs.PROGRAM_MANAGER),
    Button(views.END, open_end, needs=Needs.PROGRAM_MANAGER),
    Modal(views.END_SEND, end, needs=Needs.PROGRAM_MANAGER),
    Button(views.SAVING, open_saving, needs=Needs.ANYONE),
    Modal(views.SAVING_SEND, declare_saving, needs=Needs.ANYONE),
    Button(views.EXPORT, send_file, needs=Needs.PROGRAM_MANAGER, each_press=True),
)
