"""What is shown of data calls and their sheets, gathered for the views."""

from sqlmodel import Session

from handlers.routes import Ask, Reply
from models import Call, CallUnit, Group
from models.call_pages import DraftPage
from models.data_call_pages import DataCallPage, DataDraftPage
from models.data_calls import UnitSheet
from models.payloads import Message
from services import access, calls, data_fields, data_sheets
from services.errors import Refusal
from views import data_sheets as views


def data_preview(
    session: Session, draft: DraftPage, group: Group, ask: Ask, *, news: str = ""
) -> Message:
    """The draft of a data call as it would open now."""
    settings = data_fields.settings_of(session, draft.call)
    page = DataDraftPage(
        draft,
        settings,
        tuple(data_fields.fields_of(session, draft.call)),
        wants_contacts_confirmed=data_fields.wants_contacts_confirmed(settings),
    )
    return views.data_preview(page, zone=group.zone, now=ask.now, news=news)


def data_page_of(
    session: Session, call: Call, group: Group, ask: Ask, *, at: int = 0, news: str = ""
) -> Message:
    """A data call that has opened, with what this person may do about it."""
    page = DataCallPage(
        call,
        group,
        data_fields.settings_of(session, call),
        len(data_fields.fields_of(session, call)),
        tuple(data_sheets.grid(session, call, ask.who)),
        own=tuple(calls.answerable(session, ask.who, call=call)),
        may_run=access.may_run_call(call, group, by=ask.who),
        may_record=access.may_record_answers(ask.who),
        may_see_values=access.may_see_answers(call),
    )
    return views.data_page(page, at=at, zone=ask.person.zone, news=news)


def sheet_reply(
    session: Session,
    call: Call,
    group: Group,
    unit: CallUnit,
    ask: Ask,
    *,
    at: int = 0,
    news: str = "",
) -> Reply:
    """One sheet, with what this person may do about it."""
    sheet = data_sheets.sheet_of(session, call, group, unit, ask.who)
    return Reply(
        views.sheet_page(
            sheet,
            data_fields.parts([cell.field for cell in sheet.cells]),
            at=at,
            zone=ask.person.zone,
            may_fill=may_fill(session, sheet, ask),
            news=news,
        )
    )


def may_fill(session: Session, sheet: UnitSheet, ask: Ask) -> bool:
    """Whether this person may change a sheet now."""
    if not data_sheets.is_open_to_change(sheet, ask.now):
        return False
    try:
        data_sheets.capacity_to_fill(session, sheet.unit, ask.who)
    except Refusal:
        return False
    return True


def own_sheet(session: Session, call: Call, group: Group, ask: Ask) -> Reply:
    """The sheet of whoever answers for one unit; else one to choose. Raises ``NotAllowed`` for
    somebody who answers for none.
    """
    own = calls.answerable(session, ask.who, call=call)
    if not own:
        calls.refuse_stranger(session, call, ask.who)
    if len(own) == 1:
        return sheet_reply(session, call, group, own[0], ask)
    return Reply(views.own_sheets(call, own))
