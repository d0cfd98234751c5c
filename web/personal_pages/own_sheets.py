"""The sheet of one unit of a data call: filled in, certified, withdrawn, and its log."""

import html
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models.calls import AnswerDoor, Capacity
from models.data_calls import SavedPart, SheetEntry, UnitSheet
from models.database import reading, unit_of_work
from services import access, calls, data_sheets
from services.calls import announcements
from services.data_sheets import sheet_news
from services.errors import Invalid
from views import data_sheets as views
from views.calls import declared_rules
from views.calls.cards import WORDS
from views.data_sheets.data_notices import changes
from views.data_sheets.field_words import value_words
from web.personal_pages.sheet_fields import cells_on, pages_of, sections, seen_of, typed
from web.personal_pages.visits import Done, Shown, Visit

MOST_ENTRIES = 500
"""Entries of a log, the latest first."""
_DOORS = {AnswerDoor.PHONE: ", by phone", AnswerDoor.PAGE: ", by link"}
_SAVE, _NEXT, _REVIEW, _WITHDRAW = "save", "next", "review", "withdraw"


def show(visit: Visit, number: int, page: int = 1) -> Shown:
    with reading() as session:
        sheet = _sheet(session, visit, number)
        cells = cells_on(sheet, page)
        may_fill = _may_fill(sheet, visit)
        facts = {
            **_head(sheet, visit),
            "sections": sections(cells, visit),
            "page": page,
            "pages": len(pages_of([cell.field for cell in sheet.cells])),
            "may_fill": may_fill,
            "may_withdraw": may_fill and sheet.is_certified and sheet.reopening is None,
            "seen": _seen(visit, sheet),
            "why": visit.text(data_sheets.CORRECTED_WHY),
            "labels": {data_sheets.field_name_of(cell.field): cell.field.label for cell in cells},
        }
    return Shown("sheet.html", facts)


def act(visit: Visit, number: int, page: int = 1) -> Done | Shown:
    """Save what was typed on a page, and go on; or withdraw what was certified."""
    change = visit.choice("act", {name: name for name in (_SAVE, _NEXT, _REVIEW, _WITHDRAW)})
    if change == _WITHDRAW:
        return _withdraw(visit, number)
    with unit_of_work() as session:
        sheet, capacity = _to_fill(session, visit, number)
        values = typed(cells_on(sheet, page), visit)
        if not values:
            raise Invalid("This form has no field of that page. Load the page anew.")
        done = data_sheets.save_part(
            session,
            sheet,
            values,
            seen=seen_of(visit),
            why=visit.text(data_sheets.CORRECTED_WHY),
            by=visit.person,
            capacity=capacity,
            door=AnswerDoor.PAGE,
            now=visit.now,
        )
        sheet_news.tell_saved(
            session, sheet, done, views.WORDS, by=visit.person, capacity=capacity, now=visit.now
        )
        was_certified, overlaid = sheet.is_certified, _overlaid(done)
    if overlaid:
        shown = show(replace(visit, fields={}), number, page)
        return Shown(shown.template, {**shown.facts, "overlaid": overlaid})
    saved = "corrected" if was_certified else "draft_saved"
    outcome = saved if done.changed else "sheet_same"
    if change == _REVIEW:
        return Done(outcome, visit.path("sheets", number, "certify"))
    return Done(outcome, _path(visit, number, page + 1 if change == _NEXT else page))


def show_certify(visit: Visit, number: int) -> Shown:
    """What is certified, with the notes that are wanted, or what is missing."""
    with reading() as session:
        sheet = _sheet(session, visit, number)
        pages = pages_of([cell.field for cell in sheet.cells])
        places = {field.id: place for place, page in enumerate(pages, 1) for field in page}
        facts = {
            **_head(sheet, visit),
            "may_certify": _may_fill(sheet, visit)
            and (not sheet.is_certified or sheet.reopening is not None),
            "missing": [
                (
                    cell.field.label,
                    f"{_path(visit, number, places[cell.field.id])}"
                    f"#{data_sheets.field_name_of(cell.field)}",
                )
                for cell in sheet.missing
            ],
            "notes": _notes(sheet, visit),
            "left": max(0, len(sheet.wanting_notes) - views.MOST_NOTES),
            "seen": sheet.seen,
        }
    return Shown("sheet_certify.html", facts)


def certify(visit: Visit, number: int) -> Done:
    with unit_of_work() as session:
        sheet, capacity = _to_fill(session, visit, number)
        data_sheets.refuse_changed(sheet, seen_of(visit))
        names = {cell.field.id: data_sheets.note_name_of(cell.field) for cell in sheet.cells}
        notes = {field: visit.text(name) for field, name in names.items() if name in visit.fields}
        who: dict[str, Any] = {
            **{"by": visit.person, "capacity": capacity},
            **{"door": AnswerDoor.PAGE, "now": visit.now},
        }
        if len(sheet.wanting_notes) > views.MOST_NOTES:
            data_sheets.keep_notes(session, sheet, notes, **who)
            return Done("notes_saved", visit.path("sheets", number, "certify"))
        is_early = data_sheets.is_early(session, sheet, visit.now)
        answered = data_sheets.certify(session, sheet, notes, **who)
        call, group, unit = sheet.call, sheet.group, sheet.unit
        announcements.recorded(
            session, call, group, unit, answered, WORDS, by=visit.person, now=visit.now
        )
    return Done("certified_early" if is_early else "certified", _path(visit, number))


def show_log(visit: Visit, number: int) -> Shown:
    with reading() as session:
        sheet = _sheet(session, visit, number)
        entries = data_sheets.sheet_log(session, sheet.call, unit=sheet.unit)
        latest = list(reversed(entries))[:MOST_ENTRIES]
        facts = {
            **_head(sheet, visit),
            "count": len(entries),
            "entries": [_entry(entry) for entry in latest],
        }
    return Shown("sheet_log.html", facts)


def _withdraw(visit: Visit, number: int) -> Done:
    with unit_of_work() as session:
        _sheet(session, visit, number)
        unit, call, group = access.unit_to_answer(session, number, by=visit.who)
        answered = calls.take_back(
            session,
            call,
            unit,
            by=visit.person,
            capacity=calls.capacity_of(session, unit, visit.who),
            door=AnswerDoor.PAGE,
            now=visit.now,
        )
        announcements.recorded(
            session, call, group, unit, answered, WORDS, by=visit.person, now=visit.now
        )
    return Done("withdrawn", _path(visit, number))


def _sheet(session: Session, visit: Visit, number: int) -> UnitSheet:
    unit, call, group = access.sheet_to_see(session, number, by=visit.who)
    return data_sheets.sheet_of(session, call, group, unit, visit.who)


def _to_fill(session: Session, visit: Visit, number: int) -> tuple[UnitSheet, Capacity]:
    """A sheet that the visitor may change as one of its unit's people, locked."""
    unit, call, group = access.sheet_to_fill(session, number, by=visit.who)
    capacity = calls.capacity_of(session, unit, visit.who)
    return data_sheets.sheet_of(session, call, group, unit, visit.who), capacity


def _may_fill(sheet: UnitSheet, visit: Visit) -> bool:
    is_own = any(each.person.id == visit.person.id for each in sheet.respondents)
    return is_own and data_sheets.is_open_to_change(sheet, visit.now)


def _path(visit: Visit, number: int, page: int = 1) -> str:
    return visit.path("sheets", number, *(["pages", page] if page > 1 else []))


def _seen(visit: Visit, sheet: UnitSheet) -> int:
    """What was typed and refused stays with what its form showed, so that nothing is undone that
    somebody else filled in meanwhile.
    """
    try:
        return min(seen_of(visit), sheet.seen)
    except Invalid:
        return sheet.seen


def _head(sheet: UnitSheet, visit: Visit) -> Mapping[str, Any]:
    row = sheet.certification
    is_overdue = sheet.call.closes_at is not None and sheet.call.closes_at <= visit.now
    return {
        "sheet": sheet,
        "call": sheet.call,
        "door": _DOORS.get(row.door, "") if row else "",
        "is_over": sheet.call.state.value != "open" or is_overdue,
        "silence": html.unescape(declared_rules.silence(sheet.call)),
        "changes": changes(sheet.settings),
        "path": visit.path("sheets", sheet.unit.id),
        "people": ", ".join(f"{each.person.name} ({each.capacity})" for each in sheet.respondents),
    }


def _notes(sheet: UnitSheet, visit: Visit) -> list[Mapping[str, str]]:
    return [
        {
            "name": data_sheets.note_name_of(cell.field),
            "label": cell.field.label,
            "now": value_words(cell.field, cell.value),
            "before": value_words(cell.field, cell.before),
            "typed": visit.text(data_sheets.note_name_of(cell.field)),
        }
        for cell in sheet.wanting_notes[: views.MOST_NOTES]
    ]


def _overlaid(done: SavedPart) -> list[tuple[str, str, str]]:
    """Who had filled in what meanwhile, and in which field."""
    return [
        (done.people[row.person_id].name, value_words(field, row.value), field.label)
        for field, row in done.overlaid
    ]


def _entry(entry: SheetEntry) -> Mapping[str, Any]:
    field, row = entry.field, entry.row
    how = ["corrected"] if row.is_correction else []
    how.append(f"{entry.person.name}, {row.capacity}{_DOORS.get(row.door, '')}")
    return {
        "label": field.label,
        "before": value_words(field, entry.before),
        "now": value_words(field, row.value),
        "note": row.note,
        "how": ", ".join(how),
        "at": row.given_at,
    }
