"""`/wg review`: what a chair proposes at the sunset of a charge, and what is recorded."""

from collections.abc import Sequence

from sqlmodel import Session

from handlers.forms import Form
from handlers.groups import discharging, members, place
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import Group, Person, SunsetOutcome, SunsetReview
from models.database import reading
from models.messages import REVIEWED
from models.payloads import Message
from models.subjects import Subject
from models.sunsets import ReviewFacts
from services import (
    access,
    group_equity,
    groups,
    leaders,
    outbox,
    redrawn_tasks,
    reminders,
    sunsets,
)
from services.access import Needs
from services.sunsets import Reviewed
from views import sunsets as views
from views.reminders import TASK_WORDS


def open_review(ask: Ask) -> Answer:
    """The form by which the program manager records, and a chair proposes."""
    with reading() as session:
        group = place.to_edit(session, ask)
        known = sunsets.proposed_review(session, group)
        seen = sunsets.reviews_digest(session, group)
        proposal = group_equity.formation_of(session, group)
        if not access.may_discharge(group, by=ask.who):
            return Open(views.propose(group, known, seen=seen, proposal=proposal))
        others = [row for row in groups.choices_for(session, ask.who) if row.id != group.id]
        by = sunsets.proposer(session, known)
        proposer = by.name if by else ""
        ends = discharging.ending(session, group, ask)
        form = views.record(
            group, known, others, ends=ends, proposer=proposer, seen=seen, proposal=proposal
        )
        return Open(form)


def propose(ask: Ask) -> Answer:
    form = Form(ask)
    facts = ReviewFacts(
        outcome=form.choice("outcome", SunsetOutcome),
        reason=form.text("reason"),
        sunset_on=form.day("sunset_on"),
    )
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, form.carried("group"), by=ask.who)
        seen = form.carried_text("seen")
        review = sunsets.propose(session, group, facts, seen=seen, by=ask.person, now=ask.now)
        managers = leaders.managers_to_tell(session, ask.person, ask.now)
        words = views.to_record(group, review, by=ask.person)
        recipients = _tell(session, managers, words, review, ask)
        return made.keep(Reply(views.proposed(group, is_heard=bool(recipients))))


def record(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_discharge(session, form.carried("group"), by=ask.who)
        facts, report = _facts(session, form, ask), form.text("report", limit=views.REPORT_LENGTH)
        before = discharging.before_the_end(session, group, ask) if facts.ends else None
        chairs = leaders.chairs_in_slack(session, [group.id], ask.now)[group.id]
        seen = form.carried_text("seen")
        reviewed = sunsets.record(
            session, group, facts, report=report, seen=seen, by=ask.person, now=ask.now
        )
        review, successors = reviewed.review, reviewed.successors
        _welcome(session, reviewed, group, ask)
        for task in reminders.with_messages(session, reviewed.tasks):
            line = access.task_line(session, task, ask.now)
            redrawn_tasks.redraw(session, line, TASK_WORDS, by=ask.person, now=ask.now)
        if before:
            words = _ended(session, reviewed, group, before, ask)
        else:
            words = views.recorded(group, review, successors, ends=False, tasks=len(reviewed.tasks))
        if review.outcome is SunsetOutcome.CONTINUE:
            news = views.continues(group, review, by=ask.person)
            _tell(session, chairs, news, review, ask)
        elif review.outcome is not SunsetOutcome.CEASE:
            _tell_chairs(session, reviewed, group, chairs, ask, ends=facts.ends)
        return made.keep(Reply(words), made=1 + len(successors))


def _tell_chairs(
    session: Session,
    reviewed: Reviewed,
    group: Group,
    former: Sequence[Person],
    ask: Ask,
    *,
    ends: bool,
) -> None:
    """Promise word to those who chair the group with which it is combined, and to those who chaired
    it until it ended, each of them once; of the end of one without a channel all members hear.
    """
    review, informed = reviewed.review, {ask.person.id}
    former_ids = {person.id for person in former}
    if review.outcome is SunsetOutcome.COMBINE:
        [heir] = reviewed.successors
        new = reviewed.added.get(heir.id, [])
        for chair in leaders.chairs_in_slack(session, [heir.id], ask.now)[heir.id]:
            may_know = not group.is_private or chair.id in former_ids
            words = views.combined(group, heir, review, new, by=ask.person, may_know=may_know)
            _tell(session, [chair], words, review, ask)
            informed.add(chair.id)
    if ends and group.channel_id:
        rest = [person for person in former if person.id not in informed]
        heirs = [heir for heir in reviewed.successors if not heir.is_private]
        words = views.chaired_until(group, review, heirs, by=ask.person)
        _tell(session, rest, words, review, ask)


def _ended(
    session: Session,
    reviewed: Reviewed,
    group: Group,
    before: discharging.BeforeTheEnd,
    ask: Ask,
) -> Message:
    """Tell of the end of a group that ends by its review; the answer."""
    passed_on = len(reviewed.tasks)
    heard, unreached = discharging.tell(
        session,
        group,
        before,
        ask,
        reason=reviewed.review.reason,
        successors=reviewed.successors,
        passed_on=passed_on,
    )
    return views.recorded(
        group,
        reviewed.review,
        reviewed.successors,
        ends=True,
        tasks=passed_on,
        heard=len(heard),
        unreached=unreached,
    )


def _facts(session: Session, form: Form, ask: Ask) -> ReviewFacts:
    chosen = form.some_of("more", (views.CARRY, views.GO_ON, views.CARRIED_TASKS))
    outcome = form.choice("outcome", SunsetOutcome)
    return ReviewFacts(
        outcome=outcome,
        reason=form.text("reason"),
        sunset_on=form.day("sunset_on"),
        into=_into(session, form, ask) if outcome is SunsetOutcome.COMBINE else None,
        names=tuple(form.lines("names")),
        carries_members=views.CARRY in chosen,
        carries_tasks=views.CARRIED_TASKS in chosen,
        goes_on=views.GO_ON in chosen and outcome is SunsetOutcome.SPLIT,
    )


def _into(session: Session, form: Form, ask: Ask) -> Group | None:
    group_id = form.id("into")
    return access.group_to_edit(session, group_id, by=ask.who) if group_id else None


def _welcome(session: Session, reviewed: Reviewed, former: Group, ask: Ask) -> None:
    """Promise the usual welcome, with the reason, to those who came into a group by it."""
    for heir in reviewed.successors:
        if new := reviewed.added.get(heir.id):
            members.welcome(session, heir, new, ask, why=views.why_added(former, reviewed.review))


def _tell(
    session: Session, people: Sequence[Person], words: Message, review: SunsetReview, ask: Ask
) -> list[Person]:
    subject = Subject.of(review)
    return outbox.tell(
        session, people, words, kind=REVIEWED, subject=subject, now=ask.now, by=ask.person
    )


ROUTES = (
    Command(
        "wg review",
        open_review,
        help="Review a group: it continues, ceases, combines with another one, or is split.",
        needs=Needs.CHAIR,
        example="/wg review Metadata",
        aliases=("sunset", "renew"),
    ),
    Button(views.REVIEW, open_review, needs=Needs.CHAIR),
    Modal(views.PROPOSE_SEND, propose, needs=Needs.CHAIR),
    Modal(views.RECORD_SEND, record, needs=Needs.PROGRAM_MANAGER),
)
