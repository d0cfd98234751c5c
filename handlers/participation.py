"""`/participation`: who took part, by library, group, strategic direction and period."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

from handlers import grammar
from handlers.forms import OLD_FORM, Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply, unreadable
from models import Direction, Group, MemberRole, Organization
from models.database import reading
from models.messages import PARTICIPATION, Key, Recipient
from models.participation import RowKey, Table
from models.payloads import Message
from models.subjects import Subject
from services import access, consortium, dates, outbox, participation, people
from services.access import Needs
from services.errors import Invalid, at_field
from services.participation import (
    LARGEST_COUNT,
    LEAST_COUNT,
    Breakdown,
    ParticipationQuery,
    QueryKind,
)
from views import participation as views
from views.values import OddValue, ReportQuery, RowsQuery

T = TypeVar("T", Organization, Direction)
FIGURES = QueryKind.FIGURES
NO_KEY = "none"
"""The text of the key of what belongs to no row of its own."""


def answer(ask: Ask) -> Answer:
    """`/participation Tunxis last quarter` answers at once; without words it opens the form."""
    if not ask.text.strip():
        return open_form(ask)
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if len(named) > 1:
        raise Invalid("A report is about one person at a time. Ask again for each of them.")
    with reading() as session:
        query = participation.read(
            session,
            line.text,
            who=ask.who,
            group=_group_of_channel(session, ask, line),
            otherwise=_my_group(session, ask),
            person=named[0] if named else None,
            calendar=participation.calendar_of(session, consortium.today(session, ask.now)),
        )
        query = _of_own_library(session, query, ask, line.text)
        is_narrowed = query.group or query.library or named
        if not is_narrowed and not access.may_ask_about_everybody(ask.who):
            raise Invalid(
                "Say which of your groups you mean, such as `/participation group:Metadata`."
            )
        return Reply(_report(session, query, ask))


def mine(ask: Ask) -> Answer:
    """`/participation me last year` shows one's own record, to everybody."""
    text = grammar.plain(ask.text)
    with reading() as session:
        period = _period(session, text, ask)
        query = ParticipationQuery(period, Breakdown.GROUP, person=ask.person)
        return Reply(_report(session, query, ask))


def open_form(ask: Ask) -> Answer:
    with reading() as session:
        choices = participation.choices_for(session, ask.who)
        view = views.form(
            participation.QUESTION_CHOICES,
            participation.REPORT_CHOICES,
            people.organizations(session),
            choices,
            consortium.directions(session),
            participation.categories(session),
            group_id=ask.group.id if ask.group in choices else None,
            needs_group=not access.may_ask_about_everybody(ask.who)
            and access.directed_library(ask.who) is None,
        )
        return Open(view)


def answer_form(ask: Ask) -> Answer:
    form = Form(ask)
    with reading() as session:
        with at_field("period"):
            period = _period(session, form.text("period"), ask)
        library = _chosen(session, Organization, form, "library")
        direction = _chosen(session, Direction, form, "direction")
        group_id = form.id("group")
        group = access.group_to_see(session, group_id, by=ask.who) if group_id else None
        kinds = participation.categories(session)
        category = form.one_of("category", kinds) if form.has("category") else None
        kind = form.choice("question", QueryKind) if form.has("question") else QueryKind.FIGURES
        by = form.choice("by", Breakdown) if form.has("by") else None
        query = ParticipationQuery(
            period, library=library, group=group, direction=direction, category=category
        )
        with at_field("group"):
            query = participation.of_kind(query, kind, 0, by)
        query = _of_own_library(session, query, ask, f"by {by}" if by else "")
        return Reply(_report(session, query, ask))


def send_file(ask: Ask) -> Answer:
    """The file goes to the asker alone, by direct message, with the figures of this moment."""
    return _send(ask, _answered(ask), participation.to_csv, "csv")


def send_workbook(ask: Ask) -> Answer:
    """The same cells as a workbook."""
    return _send(ask, _answered(ask), participation.to_xlsx, "xlsx")


def send_rows(ask: Ask) -> Answer:
    """The rows behind an answer, or behind one row of it, as a file."""
    wanted = ask.read(RowsQuery)

    def run(session: Session) -> tuple[ParticipationQuery, Table]:
        query = participation.permitted(_found(session, wanted.question, RowsQuery), by=ask.who)
        return query, _rows(session, query, wanted.row, ask)

    return _send(ask, run, participation.to_csv, "csv", of="participation-rows")


def open_rows(ask: Ask) -> Answer:
    """The form that asks behind which row of the answer to look."""
    with reading() as session:
        query = participation.permitted(_asked_before(session, ask), by=ask.who)
        choices = row_choices(session, query, ask)
        return Open(views.rows_form(choices, value=_value_of(query).text))


def show_rows(ask: Ask) -> Answer:
    form = Form(ask)
    with reading() as session:
        query = participation.permitted(carried_question(session, form), by=ask.who)
        row = form.one_of("row", dict(row_choices(session, query, ask))) if form.has("row") else ""
        table = _rows(session, query, row, ask)
        return Reply(views.rows_page(table, value=RowsQuery(_value_of(query), row).text))


def carried_question(session: Session, form: Form) -> ParticipationQuery:
    """The question that the form of rows carries along; it must be permitted anew."""
    try:
        value = ReportQuery.parse(form.carried_text("question"))
    except OddValue:
        raise Invalid(OLD_FORM) from None
    return _found(session, value, ReportQuery)


def row_choices(session: Session, query: ParticipationQuery, ask: Ask) -> list[tuple[str, str]]:
    """Each row of the answer that has a key: the key as text, and its name."""
    table = participation.answer(session, query, by=ask.who, now=ask.now)
    names = [str(row[0]) for row in table.rows]
    pairs = [(_key_text(key), name) for key, name in zip(table.keys, names, strict=False)]
    return list(dict(pairs).items())


def _rows(session: Session, query: ParticipationQuery, row: str, ask: Ask) -> Table:
    """The rows behind an answer, or behind the row of a key. Raises ``Invalid`` where there is no
    such row any more.
    """
    table = participation.answer(session, query, by=ask.who, now=ask.now)
    keys = tuple(key for key in table.keys if _key_text(key) == row)[:1] if row else ()
    if row and not keys:
        raise Invalid("That row is not there any more. Ask again.")
    return participation.behind(session, query, keys, by=ask.who, now=ask.now)


def _key_text(key: RowKey) -> str:
    return NO_KEY if key is None else str(key)


def _answered(ask: Ask) -> Callable[[Session], tuple[ParticipationQuery, Table]]:
    def run(session: Session) -> tuple[ParticipationQuery, Table]:
        query = participation.permitted(_asked_before(session, ask), by=ask.who)
        return query, participation.answer(session, query, by=ask.who, now=ask.now)

    return run


def _send(
    ask: Ask,
    run: Callable[[Session], tuple[ParticipationQuery, Table]],
    written: Callable[[Table], bytes],
    ending: str,
    *,
    of: str = "participation",
) -> Answer:
    with making(ask) as made:
        session = made.session
        query, table = run(session)
        period = f"{query.period.first}-to-{query.period.last}"
        is_plain = query.kind is QueryKind.FIGURES
        what = f"by-{query.by}" if is_plain else str(query.kind)
        occurrence = (_digest(f"{ask.value}{ending}"), f"{ask.now:%Y%m%dT%H%M%S}")
        is_new = outbox.send_file(
            session,
            content=written(table),
            filename=f"{of}-{what}-{period}.{ending}".replace(" ", "-"),
            text=views.beside_file(table),
            to=Recipient.person(ask.person),
            key=Key(PARTICIPATION, occurrence=occurrence, recipient=Subject.of(ask.person)),
            now=ask.now,
        )
        return made.keep(Reply(views.on_its_way(is_new=is_new)))


def _report(session: Session, query: ParticipationQuery, ask: Ask) -> Message:
    participation.permitted(query, by=ask.who)
    table = participation.answer(session, query, by=ask.who, now=ask.now)
    value = _value_of(query).text
    show = views.shown if ask.is_answered_by_message else views.page
    return show(
        table,
        value=value,
        may_ask=access.may_ask_for_reports(ask.who),
        has_rows=query.kind in participation.WITH_ROWS and bool(table.rows),
    )


def _value_of(query: ParticipationQuery) -> ReportQuery:
    period = query.period
    rows = (query.library, query.group, query.direction, query.person)
    library, group, direction, person = (row.id if row else None for row in rows)
    days = period.first, period.last
    plain = ReportQuery(*days, period.label, query.by, library, group, direction, person)
    kind = "" if query.kind is QueryKind.FIGURES else query.kind
    return replace(plain, category=query.category, role=query.role, kind=kind, count=query.count)


def _asked_before(session: Session, ask: Ask) -> ParticipationQuery:
    """The question of the button, which must be permitted anew."""
    return _found(session, ask.read(ReportQuery), ReportQuery)


def _found(
    session: Session, value: ReportQuery, kind: type[ReportQuery | RowsQuery]
) -> ParticipationQuery:
    is_known = value.by in tuple(Breakdown) and (value.kind or FIGURES) in tuple(QueryKind)
    is_counted = value.count == 0 or LEAST_COUNT <= value.count <= LARGEST_COUNT
    if not (is_known and is_counted and value.role in (None, *MemberRole)):
        raise unreadable(kind)
    period = dates.Period(value.first, value.last, value.label)
    query = participation.found_again(
        session,
        period,
        Breakdown(value.by),
        library_id=value.library_id,
        group_id=value.group_id,
        direction_id=value.direction_id,
        person_id=value.person_id,
        category=value.category,
        role=MemberRole(value.role) if value.role else None,
    )
    return participation.of_kind(query, QueryKind(value.kind or FIGURES), value.count, query.by)


def _period(session: Session, text: str, ask: Ask) -> dates.Period:
    return participation.read_period(
        text, participation.calendar_of(session, consortium.today(session, ask.now))
    )


def _group_of_channel(session: Session, ask: Ask, line: grammar.Line) -> Group | None:
    return grammar.group_of(session, ask, line)[0] if line.channel_ids else None


def _of_own_library(
    session: Session, query: ParticipationQuery, ask: Ask, text: str
) -> ParticipationQuery:
    """What a director asks without naming a group or a library is about her own, by person."""
    own = access.directed_library(ask.who)
    if own is None or query.group or access.may_ask_about_everybody(ask.who):
        return query
    if query.person and query.person.id == ask.person.id:
        return query
    library = query.library or session.get(Organization, own)
    is_chosen = query.kind is not QueryKind.FIGURES or re.search(r"\bby\b", text)
    by = query.by if is_chosen else Breakdown.PERSON
    return replace(query, library=library, by=by)


def _my_group(session: Session, ask: Ask) -> Group | None:
    """The group that a chair means without naming one:
    the channel's, or the only one she chairs.
    """
    if access.may_ask_about_everybody(ask.who):
        return None
    if ask.group and access.may_lead(ask.group.id, by=ask.who):
        return ask.group
    chaired = access.chaired_groups(ask.who)
    return session.get(Group, chaired[0]) if len(chaired) == 1 else None


def _chosen(session: Session, table: type[T], form: Form, name: str) -> T | None:
    row_id = form.id(name)
    row = session.get(table, row_id) if row_id else None
    if row_id and row is None:
        raise Invalid("That is not on the list any more. Choose another one.", field=name)
    return row


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:16]


ROUTES = (
    Command(
        "participation",
        answer,
        help=(
            "See who took part, who has not come and who is new, by library, group, kind, role and"
            " period."
        ),
        needs=Needs.REPORTS,
        only_reads=True,
        example="/participation library:Tunxis since:2025-07-01",
        takes_words=True,
    ),
    Command(
        "participation me",
        mine,
        help="See your own record.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/participation me last year",
        aliases=("mine", "my"),
    ),
    Button(views.DOWNLOAD, send_file, needs=Needs.ANYONE, each_press=True),
    Button(views.WORKBOOK, send_workbook, needs=Needs.ANYONE, each_press=True),
    Button(views.ROWS, open_rows, needs=Needs.ANYONE),
    Modal(views.SHOW_ROWS, show_rows, needs=Needs.ANYONE),
    Button(views.ROWS_FILE, send_rows, needs=Needs.ANYONE, each_press=True),
    Button(views.OPEN, open_form, needs=Needs.REPORTS),
    Modal(views.ASK, answer_form, needs=Needs.REPORTS),
)
