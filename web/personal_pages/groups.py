"""One group: its charge, its people, what is ahead and open, raising a question, and leaving it."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models import Group
from models.database import reading, unit_of_work
from models.handovers import HeldKind
from models.tasks import TaskScope
from services import (
    access,
    chairing,
    decisions,
    digests,
    groups,
    handovers,
    leaving,
    leaving_news,
    meetings,
    redrawn_tasks,
    tasks,
)
from services.errors import Conflict, Invalid, NotFound
from views.groups.charge_fields import voting_rule
from views.groups.leaving_words import LEAVING_WORDS
from views.reminders import TASK_WORDS
from web.personal_pages.digest_text import plain_digest
from web.personal_pages.visits import Done, Shown, Visit

MOST_MEETINGS_AHEAD = 10
MOST_TASKS = 20
NEWEST_DECISIONS = 5


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        group = access.group_to_see(session, number, by=visit.who)
        ahead = meetings.upcoming(
            session, visit.who, group, now=visit.now, limit=MOST_MEETINGS_AHEAD
        )
        listed = tasks.listed(
            session,
            visit.who,
            TaskScope.GROUP,
            group=group,
            today=visit.today,
            limit=MOST_TASKS,
        )
        questions = decisions.open_questions(session, group)
        facts = {
            "group": group,
            "voting_rule": voting_rule(group),
            "overview": groups.overview(session, group, now=visit.now),
            "lines": meetings.lines(session, ahead, visit.person, now=visit.now),
            "came": meetings.recorded_as_present(session, visit.person, ahead, now=visit.now),
            "is_member": access.may_leave(group, by=visit.who),
            "may_ask": access.may_work_in(group, by=visit.who),
            "tasks": listed,
            "free": {
                line.task.id
                for line in listed.lines
                if line.is_free and access.may_edit_task(line, by=visit.who)
            },
            "questions": questions,
            "may_settle": {
                line.question.id
                for line in questions
                if access.may_settle(line.question, group, by=visit.who)
            },
            "decisions": decisions.newest(session, group, limit=NEWEST_DECISIONS),
            "digest": plain_digest(session, digests.last_sent(session, group)),
        }
    return Shown("group.html", facts)


def act(visit: Visit, number: int) -> Done:
    """Raise a question, or settle one; the same words again raise nothing."""
    if visit.text("settles"):
        return _settle(visit, number)
    wording = " ".join(visit.text("question").split())
    with unit_of_work() as session:
        group = access.group_to_work_in(session, number, by=visit.who)
        if not wording:
            raise Invalid("Type your question first.", field="question")
        try:
            decisions.write_down(session, group, raised=[wording], by=visit.person, now=visit.now)
        except Invalid as refusal:
            # In Slack the field has another name.
            raise Invalid(refusal.message, field="question") from None
    return Done("question", visit.path("groups", number), "question")


def _settle(visit: Visit, number: int) -> Done:
    """Settle a question of this group with what was decided, or without a decision."""
    typed = visit.text("settles")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Invalid("That is none of the choices on this page. Choose again.", field="settles")
    with unit_of_work() as session:
        question = access.question_to_edit(session, int(typed), by=visit.who)
        if question.group_id != number:
            raise NotFound("There is no such question in this group.")
        wording = visit.text("decided")
        decisions.settle(session, question, wording, by=visit.person, now=visit.now)
    return Done("settled", visit.path("groups", number), "questions")


def show_leaving(visit: Visit, number: int) -> Shown:
    """Scanners fetch this, too, so it asks first. Raises ``Conflict`` where she is no member."""
    with reading() as session:
        group = access.group_to_join_or_leave(session, number, by=visit.who)
        if not access.may_leave(group, by=visit.who):
            raise Conflict(f"You are not a member of {group.name}.")
        facts = {"group": group, **_ending(session, group, visit)}
    return Shown("leave.html", facts)


def _ending(session: Session, group: Group, visit: Visit) -> Mapping[str, Any]:
    """What she holds in a group before she leaves it, and for whom she acts there, and who for her:
    what of it ends by that, and what stays.
    """
    ends = leaving.ends_by_leaving(session, group, visit.person, visit.now)
    return {
        "held": handovers.held(session, visit.person, by=visit.who, group=group),
        "deputy_of": ends.deputy_of if ends else (),
        "deputies": ends.deputies if ends else (),
        "acts_for": ends.acting_for if ends else (),
    }


def leave(visit: Visit, number: int) -> Shown:
    """What `/wg leave` does. The page of the group may be none of hers any more, so this page says
    what came of it.
    """
    visit.choice("act", {"leave": None})
    with unit_of_work() as session:
        group = access.group_to_join_or_leave(session, number, by=visit.who)
        held = handovers.held(session, visit.person, by=visit.who, group=group)
        vacant = [item for item in held if item.kind is HeldKind.SEAT]
        ends = leaving.ends_by_leaving(session, group, visit.person, visit.now)
        chairs = chairing.chairs_at(session, group, visit.now)
        present = leaving_news.present(session, group, visit.now)
        freed = groups.leave(session, group, visit.person, now=visit.now)
        by: dict[str, Any] = {"by": visit.person, "now": visit.now}
        leaving_news.tell_left(session, present, chairs, LEAVING_WORDS, **by)
        if ends:
            leaving_news.tell_chairs(session, ends, chairs, LEAVING_WORDS, **by)
        redrawn_tasks.redraw_freed(session, group, TASK_WORDS, by=visit.person, now=visit.now)
        who = access.standing(session, visit.person, visit.now)
        held = handovers.held(session, visit.person, by=who, group=group)
        may_join = access.may_join(group, by=who)
    facts = {"group": group, "freed": freed, "held": held, "may_join": may_join}
    facts["vacant"] = vacant
    return Shown("left.html", facts)
