"""`/value`: what a library, a group or the consortium gave and received in a period."""

from dataclasses import replace

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.once import Making, making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, Organization, ValueStatement
from models.database import reading, unit_of_work
from models.messages import STATEMENT_FILE, Key, Recipient
from models.payloads import Message
from models.subjects import Subject
from models.value_statements import StatementKind, StatementPage, StatementScope, parts_of
from services import access, consortium, outbox, stale_forms, value_statements, word_documents
from services.access import Needs
from services.dates import Period
from services.errors import Invalid, NotFound, at_field
from views import value_statements as views


def statement(ask: Ask) -> Answer:
    """`/value Tunxis last year` shows the statement, and drafts it for whoever writes it; without
    words it lists those that there are.
    """
    text = grammar.plain(grammar.spoken(ask, ask.text))
    if not text.strip():
        return listed(ask)
    with making(ask) as made:
        session = made.session
        today = consortium.today(session, ask.now)
        scope = value_statements.read_scope(session, text, who=ask.who, here=ask.group, today=today)
        return _kept(made, _drafted(session, scope, ask), ask)


def listed(ask: Ask) -> Answer:
    with reading() as session:
        lines = value_statements.listed(session, ask.who)
        today = consortium.today(session, ask.now)
        may_draft = access.may_draft_any(ask.who)
        return Reply(views.listed(lines, may_draft=may_draft, today=today))


def show(ask: Ask) -> Answer:
    with reading() as session:
        row, scope = access.statement_to_see(session, ask.number(), by=ask.who)
        return Reply(_shown(_page(session, row, scope, ask), ask))


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        kinds = value_statements.kinds_to_write(ask.who)
        libraries, groups = value_statements.writable(session, ask.who)
        return Open(views.new(kinds, libraries, groups))


def draft(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        kind = form.choice("kind", StatementKind)
        today = consortium.today(session, ask.now)
        with at_field("period"):
            period = value_statements.read_statement_period(
                session,
                form.text("period", limit=100),
                today=today,
                is_quarter=kind is StatementKind.QUARTER,
            )
        scope = _chosen_scope(session, form, kind, period)
        return _kept(made, _drafted(session, scope, ask), ask)


def open_words(ask: Ask) -> Answer:
    with reading() as session:
        row, scope = access.statement_to_edit(session, ask.number(), by=ask.who)
        texts = value_statements.texts_of(session, row)
        present = {str(part): texts.get(part, "") for part in parts_of(row.kind)}
        return Open(views.words(row, scope.title, present, seen=stale_forms.digests(present)))


def write(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        row, scope = access.statement_to_edit(session, form.carried("statement"), by=ask.who)
        typed = {str(part): form.text(part) for part in parts_of(row.kind)}
        changed = value_statements.write(
            session,
            row,
            typed,
            seen=form.carried_text("seen"),
            title=scope.title,
            by=ask.person,
            now=ask.now,
        )
        news = "The words are saved." if changed else "Nothing was changed."
        return Reply(_shown(_page(session, row, scope, ask), ask, news=news))


def publish(ask: Ask) -> Answer:
    with unit_of_work() as session:
        row, scope = access.statement_to_edit(session, ask.number(), by=ask.who)
        today = consortium.today(session, ask.now)
        version = value_statements.publish(
            session, row, scope, by=ask.person, now=ask.now, today=today
        )
        word = views.published(row, version.title, ask.person.name)
        groups, heard, unreached = value_statements.tell_published(
            session, row, scope, word, by=ask.person, now=ask.now
        )
        news = views.published_for_asker(groups, heard=len(heard), unreached=unreached)
        return Reply(_shown(_page(session, row, scope, ask), ask, news=news))


def open_correction(ask: Ask) -> Answer:
    with reading() as session:
        row, scope = access.statement_to_edit(session, ask.number(), by=ask.who)
        return Open(views.correction(row, scope.title))


def correct(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        row, scope = access.statement_to_edit(session, form.carried("statement"), by=ask.who)
        reason = form.text("reason")
        value_statements.correct(session, row, scope, reason, by=ask.person, now=ask.now)
        news = "The correction is published."
        return Reply(_shown(_page(session, row, scope, ask), ask, news=news))


def send_rows(ask: Ask) -> Answer:
    """The rows behind the figures go to the asker alone, by direct message."""
    with making(ask) as made:
        session = made.session
        row, scope = access.statement_with_rows(session, ask.number(), by=ask.who)
        page = _page(session, row, scope, ask)
        content = value_statements.archive_of(page)
        name = f"{views.file_name(page)}-rows.zip"
        _send(session, ask, page, name, content, views.beside_rows(page))
        return made.keep(Reply(views.on_its_way()))


def send_documents(ask: Ask) -> Answer:
    """The statement as Markdown, for Word and for a browser, to the asker alone."""
    with making(ask) as made:
        session = made.session
        row, scope = access.statement_to_see(session, ask.number(), by=ask.who)
        page = _page(session, row, scope, ask)
        rows = views.paragraphs(page)
        files = word_documents.files(views.file_name(page), page.content.title, rows, now=ask.now)
        for name, content in (
            *files,
            (f"{views.file_name(page)}.{word_documents.BROWSER}", views.to_html(page).encode()),
        ):
            _send(session, ask, page, name, content, views.beside_files(page))
        return made.keep(Reply(views.on_its_way()))


def _send(
    session: Session, ask: Ask, page: StatementPage, name: str, content: bytes, text: str
) -> None:
    about, ending = Subject.of(page.statement), name.rpartition(".")[2]
    occurrence = f"{ask.now:%Y%m%dT%H%M%S}-{ending}"
    outbox.send_file(
        session,
        content=content,
        filename=name,
        text=text,
        to=Recipient.person(ask.person),
        key=Key(STATEMENT_FILE, about, occurrence, Subject.of(ask.person)),
        now=ask.now,
    )


def _chosen_scope(
    session: Session, form: Form, kind: StatementKind, period: Period
) -> StatementScope:
    """What the form is about: a library, or a group, where its kind is about one."""
    library_id, group_id = form.id("library"), form.id("group")
    if library_id and kind is not StatementKind.LIBRARY:
        raise Invalid("This statement is about no single library. Leave it empty.", field="library")
    if group_id and kind is not StatementKind.GROUP:
        raise Invalid("This statement is about no single group. Leave it empty.", field="group")
    if kind is StatementKind.LIBRARY:
        library = session.get(Organization, library_id) if library_id else None
        if library is None:
            raise Invalid("Choose the library.", field="library")
        with at_field("library"):
            return value_statements.scope_for(period, library=library)
    if kind is StatementKind.GROUP:
        group = session.get(Group, group_id) if group_id else None
        if group is None:
            raise Invalid("Choose the group.", field="group")
        return value_statements.scope_for(period, group=group)
    return StatementScope(kind, period.first, period.last, period.label)


def _kept(made: Making, page: StatementPage, ask: Ask) -> Answer:
    """The statement; what is kept of this answer has no word of a story: it may be taken back."""
    without_stories = replace(page, content=replace(page.content, stories=()))
    made.keep(Reply(_shown(without_stories, ask)))
    return Reply(_shown(page, ask))


def _drafted(session: Session, scope: StatementScope, ask: Ask) -> StatementPage:
    """The statement of a scope: as it is, or as a new draft where the asker writes it."""
    held = value_statements.find(session, scope)
    if held is not None and access.may_see_statement(held, scope, by=ask.who):
        return _page(session, held, scope, ask)
    if scope.group is not None:
        access.group_to_see(session, scope.group.id, by=ask.who)
    if not access.may_draft(scope, by=ask.who):
        if access.may_draft_any(ask.who):
            access.check_draft(scope, by=ask.who)
        raise NotFound(
            "There is no such statement that you may read yet. `/value` lists those that there are."
        )
    row, _is_new = value_statements.draft(
        session,
        scope,
        by=ask.person,
        now=ask.now,
        today=consortium.today(session, ask.now),
    )
    return _page(session, row, scope, ask)


def _shown(page: StatementPage, ask: Ask, *, news: str = "") -> Message:
    return views.shown(page, news=news, has_chart=ask.is_answered_by_message)


def _page(session: Session, row: ValueStatement, scope: StatementScope, ask: Ask) -> StatementPage:
    today = consortium.today(session, ask.now)
    return value_statements.page_of(session, row, scope, ask.who, today=today)


ROUTES = (
    Command(
        "value",
        statement,
        help="Read and write value statements: what a library, a group or all gave and received.",
        needs=Needs.ANYONE,
        example="/value Tunxis last year",
        takes_words=True,
    ),
    Button(views.LIST, listed, needs=Needs.ANYONE),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.NEW, open_new, needs=Needs.REPORTS),
    Modal(views.DRAFT, draft, needs=Needs.REPORTS),
    Button(views.EDIT, open_words, needs=Needs.REPORTS),
    Modal(views.WRITE, write, needs=Needs.REPORTS),
    Button(views.PUBLISH, publish, needs=Needs.REPORTS),
    Button(views.CORRECT, open_correction, needs=Needs.REPORTS),
    Modal(views.SAVE_CORRECTION, correct, needs=Needs.REPORTS),
    Button(views.ROWS, send_rows, needs=Needs.REPORTS, each_press=True),
    Button(views.FILES, send_documents, needs=Needs.ANYONE, each_press=True),
)
