"""Drafting a call: the form, its preview, opening and discarding it."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers import grammar
from handlers.calls import announcing
from handlers.calls.shown_calls import draft_page, page_of
from handlers.calls.shown_data import data_preview
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, GroupNeeded, Modal, Open, Reply
from models import Call, CallKind, Group
from models.calls import (
    CallFacts,
    IfSilent,
    QuorumBase,
    Share,
    ThresholdBase,
    TieRule,
    UnitKind,
    VoteMethod,
)
from models.database import reading, unit_of_work
from models.messages import CALL_DRAFTED
from models.payloads import Message
from models.subjects import Subject
from services import access, calls, dates, leaders, outbox, representatives
from services.access import Needs
from services.errors import Conflict, Invalid, NotAllowed
from views import calls as views
from views.values import CallDraftButton

_BETWEEN_DAYS = re.compile(r"[\s,;]+")


def new(ask: Ask) -> Answer:
    """`/call new Shall we renew the courier?` opens the form with the question filled in."""
    with reading() as session:
        return _form(session, ask, *group_and_question(session, ask))


def open_new(ask: Ask) -> Answer:
    with reading() as session:
        return _form(session, ask, None, "")


def draft(ask: Ask) -> Answer:
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        group = access.group_to_edit(session, group_id_of(form), by=ask.who)
        facts = _facts(session, form, group, None, ask)
        call = calls.draft(session, group, facts, by=ask.person, now=ask.now)
        _check_may_open(call, group, ask)
        tell_managers(session, call, group, ask)
        return made.keep(Reply(preview(session, call, group, ask, news="Saved as a draft.")))


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        call, group = access.draft_to_edit(session, ask.number(), by=ask.who)
        units = calls.possible_units(session, group, call.unit_kind, ask.now)
        view = views.draft(
            calls.facts_of(call),
            group=group,
            topics=representatives.topics(session),
            closes=_local(call.closes_at, group),
            opens=_local(call.opens_at, group),
            zone=group.zone,
            weights=calls.weight_lines(call.weights, units),
            call_id=call.id,
            seen=calls.draft_digest(session, call),
        )
        return Open(view)


def change(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        call, group = access.draft_to_edit(session, form.carried("call"), by=ask.who)
        facts = _facts(session, form, group, call, ask)
        refuse_changed(session, call, form.carried_text("seen"))
        calls.change(session, call, facts, by=ask.person, now=ask.now)
        _check_may_open(call, group, ask)
        tell_managers(session, call, group, ask)
        return Reply(preview(session, call, group, ask, news="The draft is changed."))


def open_call(ask: Ask) -> Answer:
    """The draft opens as it was shown: after another change it is shown again."""
    at = ask.read(CallDraftButton)
    with making(ask) as made:
        session = made.session
        call, group = access.draft_to_open(session, at.call_id, by=ask.who)
        refuse_changed(session, call, at.seen)
        units = calls.open_call(session, call, group, by=ask.person, now=ask.now)
        announcing.opened(session, call, group, units, ask)
        news = "It is open, and goes out to those who answer."
        return made.keep(Reply(page_of(session, call, group, ask, news=news)), made=0)


def discard(ask: Ask) -> Answer:
    with unit_of_work() as session:
        call, _group = access.draft_to_edit(session, ask.number(), by=ask.who)
        words = views.discarded(call)
        calls.discard(session, call, by=ask.person, now=ask.now)
        return Reply(words)


def preview(session: Session, call: Call, group: Group, ask: Ask, *, news: str = "") -> Message:
    """The draft as it would open now."""
    page = draft_page(session, call, group, ask)
    if call.kind is CallKind.DATA:
        return data_preview(session, page, group, ask, news=news)
    return views.preview(page, zone=group.zone, now=ask.now, news=news)


def _local(at: datetime | None, group: Group) -> tuple[date, time] | None:
    """The day and the hour of a moment in the zone of a group."""
    local = at.astimezone(ZoneInfo(group.zone)) if at else None
    return (local.date(), local.time()) if local else None


def group_and_question(session: Session, ask: Ask) -> tuple[Group | None, str]:
    """The group in which a call was typed, where the asker may draft there, and its question."""
    line = grammar.sentence(ask)
    try:
        group, question = grammar.group_of(session, ask, line)
    except GroupNeeded:
        return None, line.text
    return (group if access.may_draft_calls(group, by=ask.who) else None), question


def groups_offered(
    session: Session, ask: Ask, group: Group | None
) -> tuple[Group | None, list[Group]]:
    """The group whose call it is, as far as it is known, and those among which to choose. Raises
    ``NotAllowed`` where there is none.
    """
    if group is not None:
        return group, []
    offered = calls.groups_to_draft_for(session, ask.who)
    if not offered:
        raise NotAllowed(
            "You chair no group whose call you could draft. Ask the program manager for it."
        )
    return (offered[0] if len(offered) == 1 else None), offered


def _form(session: Session, ask: Ask, group: Group | None, question: str) -> Answer:
    group, offered = groups_offered(session, ask, group)
    view = views.draft(
        CallFacts(question),
        group=group,
        groups=offered,
        topics=representatives.topics(session),
        zone=group.zone if group else "",
    )
    return Open(view)


def group_id_of(form: Form) -> int:
    """The group whose call a form drafts."""
    if form.carries("group"):
        return form.carried("group")
    group_id = form.id("group")
    if group_id is None:
        raise Invalid("Choose the group whose call it is.", field="group")
    return group_id


def _facts(session: Session, form: Form, group: Group, call: Call | None, ask: Ask) -> CallFacts:
    """What the form says; ``call`` is the draft that it changes."""
    results = form.one_of("results", (views.HIDDEN, views.AS_THEY_COME, views.SECRET))
    unit_kind = form.choice("unit_kind", UnitKind)
    quorum = form.one_of("quorum", (views.NO_QUORUM, *Share))
    threshold = form.one_of("threshold", (*Share, views.PLURALITY))
    is_plurality = threshold == views.PLURALITY
    units = calls.possible_units(session, group, unit_kind, ask.now)
    return CallFacts(
        form.text("question"),
        kind=CallKind(form.one_of("kind", (CallKind.VOTE, CallKind.PLAIN, CallKind.OFFER))),
        details=form.text("details"),
        papers=form.text("papers"),
        unit_kind=unit_kind,
        # A form without any topic to choose leaves what there is.
        topic_id=form.id("topic") if form.shows("topic") else call.topic_id if call else None,
        method=form.choice("method", VoteMethod),
        choices=tuple(form.lines("choices")),
        threshold=Share.MORE_THAN_HALF if is_plurality else Share(threshold),
        threshold_base=form.choice("threshold_base", ThresholdBase),
        is_plurality=is_plurality,
        quorum=None if quorum == views.NO_QUORUM else Share(quorum),
        quorum_base=form.choice("quorum_base", QuorumBase),
        abstentions_count=form.checked("abstentions", views.COUNTS),
        tie_rule=form.choice("tie_rule", TieRule),
        if_silent=form.choice("if_silent", IfSilent),
        is_hidden=results != views.AS_THEY_COME,
        is_secret=results == views.SECRET,
        weights=calls.read_weights(form.lines("weights"), units),
        nudge_days=nudge_days_of(form),
        closes_at=closing(form, group),
        opens_at=_opening(form, group),
    )


def closing(form: Form, group: Group) -> datetime:
    """When it is to close: a day and an hour in the zone of the group."""
    day, hour = form.day("closes"), form.time("closes_time")
    if day is None:
        raise Invalid("Choose the day on which it closes.", field="closes")
    return dates.instant(day, hour, group.zone)


def _opening(form: Form, group: Group) -> datetime | None:
    """When it is to open by itself; None where no day is chosen."""
    day = form.day("opens")
    hour = form.time("opens_time") if day or form.has("opens_time") else None
    return dates.instant(day, hour, group.zone) if day and hour else None


def _check_may_open(call: Call, group: Group, ask: Ask) -> None:
    """What opens by itself does so as the word of whoever saved it last."""
    if call.opens_at is not None and not access.may_run_call(call, group, by=ask.who):
        raise Invalid(
            "Only the program manager chooses when a call to libraries opens. Leave it empty.",
            field="opens",
        )


def nudge_days_of(form: Form) -> tuple[int, ...]:
    """How many days before closing somebody is nudged, as typed."""
    parts = [part for part in _BETWEEN_DAYS.split(form.text("nudge_days", limit=100)) if part]
    if not all(part.isascii() and part.isdecimal() and len(part) < 4 for part in parts):
        raise Invalid("Write whole numbers of days, such as “7, 3, 1”.", field="nudge_days")
    return tuple(map(int, parts))


def refuse_changed(session: Session, call: Call, seen: str) -> None:
    """Raise ``Conflict`` where a draft is not what it was when its digest was ``seen``."""
    if seen != calls.draft_digest(session, call):
        raise Conflict(
            "Somebody changed this draft since you opened it. Nothing was done: `/call list` shows"
            " it as it is now."
        )


def tell_managers(session: Session, call: Call, group: Group, ask: Ask) -> None:
    """Promise word to each program manager, once, of a draft that only she opens."""
    if access.may_run_call(call, group, by=ask.who):
        return
    managers = leaders.managers_to_tell(session, ask.person, ask.now)
    outbox.tell(
        session,
        managers,
        views.to_open(call, group, by=ask.person),
        kind=CALL_DRAFTED,
        subject=Subject.of(call),
        now=ask.now,
        by=ask.person,
        occurrence="drafted",
    )


ROUTES = (
    Command(
        "call new",
        new,
        help="Draft a call: a question to every library, voting unit or seat.",
        needs=Needs.CHAIR,
        example="/call new Shall we renew the courier contract?",
        aliases=("draft", "create"),
    ),
    Button(views.NEW, open_new, needs=Needs.CHAIR),
    Modal(views.NEW_SEND, draft, needs=Needs.CHAIR),
    Button(views.CHANGE, open_change, needs=Needs.CHAIR),
    Modal(views.CHANGE_SEND, change, needs=Needs.CHAIR),
    Button(views.OPEN, open_call, needs=Needs.CHAIR),
    Button(views.DISCARD, discard, needs=Needs.CHAIR),
)
