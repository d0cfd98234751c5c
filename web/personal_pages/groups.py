"""One group: its charge, its people, what is ahead, its last digest, and raising a question."""

from models.database import reading, unit_of_work
from models.tasks import TaskScope
from services import access, decisions, digests, groups, meetings, tasks
from services.errors import Invalid
from web.personal_pages.digest_text import plain_digest
from web.personal_pages.visits import Done, Shown, Visit

MOST_MEETINGS_AHEAD = 10
MOST_TASKS = 20


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        group = access.group_to_see(session, number, by=visit.who)
        ahead = meetings.upcoming(
            session, visit.who, group, now=visit.now, limit=MOST_MEETINGS_AHEAD
        )
        facts = {
            "group": group,
            "overview": groups.overview(session, group, now=visit.now),
            "lines": meetings.lines(session, ahead, visit.person, now=visit.now),
            "is_member": access.may_leave(group, by=visit.who),
            "may_ask": access.may_work_in(group, by=visit.who),
            "tasks": tasks.listed(
                session,
                visit.who,
                TaskScope.GROUP,
                group=group,
                today=visit.today,
                limit=MOST_TASKS,
            ),
            "digest": plain_digest(session, digests.last_sent(session, group)),
        }
    return Shown("group.html", facts)


def act(visit: Visit, number: int) -> Done:
    """Raise a question; the same words again raise nothing."""
    wording = " ".join(visit.text("question").split())
    with unit_of_work() as session:
        group = access.group_to_work_in(session, number, by=visit.who)
        if not wording:
            raise Invalid("Type your question first.", field="question")
        decisions.write_down(session, group, raised=[wording], by=visit.person, now=visit.now)
    return Done("question", visit.path("groups", number), "question")
