"""The agendas of meetings, as text."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import AgendaItem, AgendaPosting, Group, Meeting, Person
from models.agendas import AgendaItemState
from services.agendas.lists import stands_on, went_on_from
from services.public_records.public_texts import PublicFile, local, meeting_name, one_line

_ON_AGENDA = (AgendaItemState.OPEN, AgendaItemState.CLOSED)


def agenda_files(
    session: Session, group: Group, meetings: Sequence[Meeting], *, now: datetime
) -> tuple[list[PublicFile], list[str]]:
    """A file for each meeting that has an agenda, with what was carried on from it, too, and a line
    for each that has begun and has none: two queries.
    """
    ids = [row.id for row in meetings]
    items: dict[int, list[str]] = defaultdict(list)
    for meeting_id, item, owner, is_carried in session.execute(_on_agendas(ids)) if ids else ():
        items[meeting_id].append(_item(item, owner, is_carried=is_carried))
    posted = {
        row.meeting_id: row.posted_at
        for row in session.exec(select(AgendaPosting).where(col(AgendaPosting.meeting_id).in_(ids)))
    }
    files, missing = [], []
    for meeting in meetings:
        if not items[meeting.id]:
            if meeting.starts_at <= now:
                missing.append(f"An agenda of {meeting_name(meeting)}: none was written.")
            continue
        moment = posted.get(meeting.id)
        when = f"Posted {local(moment, group.zone)}." if moment else "It was not posted by Convene."
        parts = [
            f"# Agenda of {one_line(meeting.title)}",
            f"{one_line(group.name)}, {local(meeting.starts_at, meeting.zone)}. {when}",
            "\n".join(items[meeting.id]),
        ]
        name = f"agendas/{meeting_name(meeting)}.md"
        files.append(PublicFile.of_text(name, "\n\n".join(parts)))
    return files, missing


def _on_agendas(meeting_ids: Sequence[int]) -> Any:
    """What stands on the agendas of these meetings, or was carried on from them, in order."""
    is_carried = went_on_from(Meeting)
    is_on = sa.or_(stands_on(Meeting), is_carried)
    about = sa.and_(col(AgendaItem.group_id) == Meeting.group_id, is_on)
    is_settled_as_whole = sa.and_(col(AgendaItem.is_consent), col(AgendaItem.pulled_by).is_(None))
    return (
        sa.select(col(Meeting.id), AgendaItem, col(Person.name), is_carried)
        .select_from(Meeting)
        .join(AgendaItem, about)
        .join(Person, col(Person.id) == AgendaItem.owner_id, isouter=True)
        .where(col(Meeting.id).in_(meeting_ids), col(AgendaItem.state).in_(_ON_AGENDA))
        .order_by(is_settled_as_whole.desc(), col(AgendaItem.position), col(AgendaItem.id))
    )


def _item(item: AgendaItem, owner: str | None, *, is_carried: bool) -> str:
    """One item. How often it had been carried before it was carried on from here, nobody keeps."""
    times = 0 if is_carried else item.times_carried
    facts = [
        f"to {item.purpose}",
        f"{item.minutes} minutes" if item.minutes else "",
        one_line(owner or ""),
        "consent" if item.is_consent and item.pulled_by is None else "",
        f"carried {times} times" if times > 1 else "",
        "carried once" if times == 1 else "",
        "carried on from here" if is_carried else "",
    ]
    papers = f"\n   Papers: {one_line(item.papers)}" if item.papers else ""
    return f"1. {one_line(item.title)} ({', '.join(fact for fact in facts if fact)}){papers}"
