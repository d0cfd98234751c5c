"""The agendas of meetings, as text."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from models import AgendaItem, AgendaPosting, Group, Meeting, Person
from models.agendas import AgendaItemState
from services.public_records.record_texts import PublicFile, local, meeting_name, one_line

_ON_AGENDA = (AgendaItemState.OPEN, AgendaItemState.CLOSED)


def agenda_files(
    session: Session, group: Group, meetings: Sequence[Meeting]
) -> tuple[list[PublicFile], list[str]]:
    """A file for each meeting that has an agenda, and a line for each that has none: two
    queries.
    """
    ids = [row.id for row in meetings]
    statement = (
        select(AgendaItem, Person.name)
        .join(Person, col(Person.id) == AgendaItem.owner_id, isouter=True)
        .where(col(AgendaItem.meeting_id).in_(ids), col(AgendaItem.state).in_(_ON_AGENDA))
        .order_by(col(AgendaItem.is_consent).desc(), col(AgendaItem.position), col(AgendaItem.id))
    )
    items: dict[int | None, list[str]] = defaultdict(list)
    for item, owner in session.exec(statement) if ids else ():
        items[item.meeting_id].append(_item(item, owner))
    posted = {
        row.meeting_id: row.posted_at
        for row in session.exec(select(AgendaPosting).where(col(AgendaPosting.meeting_id).in_(ids)))
    }
    files, missing = [], []
    for meeting in meetings:
        if not items[meeting.id]:
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


def _item(item: AgendaItem, owner: str | None) -> str:
    facts = [
        f"to {item.purpose}",
        f"{item.minutes} minutes" if item.minutes else "",
        one_line(owner or ""),
        "consent" if item.is_consent else "",
        f"carried {item.times_carried} times" if item.times_carried > 1 else "",
        "carried once" if item.times_carried == 1 else "",
    ]
    papers = f"\n   Papers: {one_line(item.papers)}" if item.papers else ""
    return f"1. {one_line(item.title)} ({', '.join(fact for fact in facts if fact)}){papers}"
