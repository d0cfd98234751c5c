"""Merging two records of one person: named or chosen, looked at, confirmed, and undone."""

import re

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Replace, Reply
from models import Person
from models.database import reading, unit_of_work
from models.payloads import Message
from services import people
from services.access import Needs
from services.dates.words import quoted
from services.errors import Invalid, NotFound
from services.people import merging
from views import merges as views
from views.values import MergePair

_BETWEEN = re.compile(
    r"(<@[A-Z0-9]+>)|\s*[,;&]\s*|(?<!\S)(?:and|with|into)(?!\S)|(?<!\S)@", re.IGNORECASE
)
_INTO = re.compile(r"(?<!\S)into(?!\S)", re.IGNORECASE)


def merge(ask: Ask) -> Answer:
    """`/convene merge @ben and Benjamin Brook`, `/convene merge Benjamin Brook into @ben`.

    Anything but two records that can be told opens the form, with what was not understood.
    """
    line = grammar.read(ask.text)
    mentioned = {f"<@{person.slack_id}>": person for person in ask.people([*line.slack_ids])}
    parts = [part.strip() for part in _BETWEEN.split(line.marked or "") if part and part.strip()]
    typed = grammar.spoken(ask, ask.text)
    with reading() as session:
        try:
            found = [mentioned.get(part) or _called(session, part) for part in parts]
            if len(found) != 2:
                raise Invalid(f"I need two records, and read {len(found)} in {quoted(typed)}.")
        except Invalid as refusal:
            note = refusal.message if parts else ""
            return _form(session, note=note, stays=next(iter(mentioned.values()), None))
        kept, merged = reversed(found) if _INTO.search(line.marked) else found
        return Reply(_preview(session, ask, kept, merged))


def choose(ask: Ask) -> Answer:
    form = Form(ask)
    in_slack = form.person("stays")
    with reading() as session:
        chosen = [in_slack] if in_slack else []
        if kept_id := form.id("stays_apart"):
            chosen.append(_record(session, kept_id))
        if len(chosen) != 1:
            raise Invalid("Choose who stays in one of these two fields.", field="stays_apart")
        merged_id = form.id("merged")
        if merged_id is None:
            raise Invalid("Choose whose record becomes part of the other.", field="merged")
        return Reply(_preview(session, ask, chosen[0], _record(session, merged_id)))


def swap(ask: Ask) -> Answer:
    pair = ask.read(MergePair)
    with reading() as session:
        kept, merged = _record(session, pair.merged_id), _record(session, pair.kept_id)
        return Replace(_preview(session, ask, kept, merged))


def confirm(ask: Ask) -> Answer:
    pair = ask.read(MergePair)
    with unit_of_work() as session:
        kept, merged = _record(session, pair.kept_id), _record(session, pair.merged_id)
        done = merging.merge(session, kept, merged, by=ask.person, now=ask.now)
        return Replace(views.done(done.id, kept, merged))


def undo(ask: Ask) -> Answer:
    with unit_of_work() as session:
        line = merging.undo(session, ask.number(), by=ask.person, now=ask.now)
        return Replace(views.undone(line))


def listed(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(views.listed(merging.merges(session), zone=ask.person.zone))


def _preview(session: Session, ask: Ask, kept: Person, merged: Person) -> Message:
    """What merging would do. The record of whoever asks always stays."""
    if merged.id == ask.person.id:
        kept, merged = merged, kept
    found = merging.preview(session, kept, merged)
    return views.preview(found, may_swap=kept.id != ask.person.id)


def _form(session: Session, *, note: str, stays: Person | None) -> Answer:
    records = people.without_account(session)
    if not records:
        raise NotFound(
            "Everybody whom I know has an active Slack account, so there is no record to merge."
            " Two accounts of one person: deactivate one in Slack first."
        )
    return Open(views.form(records, note=note, stays=stays))


def _called(session: Session, name: str) -> Person:
    match people.records_called(session, name):
        case [person]:
            return person
        case []:
            raise Invalid(f"I know nobody called {quoted(name)}.")
        case several:
            raise Invalid(f"{quoted(name)} could be {len(several)} records.")


def _record(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("I know nobody like that any more. Type `/convene merge` to choose again.")
    return person


ROUTES = (
    Command(
        "convene merge",
        merge,
        help="Make one person of two records, after a look at what moves.",
        needs=Needs.PROGRAM_MANAGER,
        example="/convene merge @ben and Benjamin Brook",
        aliases=("duplicate", "duplicates"),
    ),
    Command(
        "convene merges",
        listed,
        help="See which records were merged, and undo it.",
        stands_alone=True,
        needs=Needs.PROGRAM_MANAGER,
        only_reads=True,
        example="/convene merges",
        aliases=("merged", "unmerge"),
    ),
    Modal(views.SEND, choose, needs=Needs.PROGRAM_MANAGER),
    Button(views.SWAP, swap, needs=Needs.PROGRAM_MANAGER),
    Button(views.CONFIRM, confirm, needs=Needs.PROGRAM_MANAGER),
    Button(views.UNDO, undo, needs=Needs.PROGRAM_MANAGER),
)
