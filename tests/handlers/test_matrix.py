"""Who may do what: every route, used by everybody who may come, is allowed or refused as the table
here says. A route without a row, and a row without a route, fail.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from handlers import dispatch
from handlers.answers import Speaker
from handlers.routes import Command, Event
from services.errors import Refusal
from tests.handlers.doors import TABLE, Door, Rows, Slack, everything, restore
from tests.handlers.roles import (
    CHAIRS,
    DEACTIVATED,
    DIRECTOR,
    EVERYBODY,
    GUEST_MEMBER,
    LIBRARIANS,
    MANAGER,
    MEMBERS,
    OTHER_CHAIR,
    OWNER,
    WORDS,
    settle,
)
from tests.handlers.test_single_odd_fields import BUTTONS, FIELDS, FORMS, text_of, with_ids, world
from tests.kept_worlds import kept

Roles = frozenset[str]

READERS = LIBRARIANS | {GUEST_MEMBER}
"""Who may know of the group, which is public."""
SERVING = MEMBERS | {GUEST_MEMBER}
LEADERS = CHAIRS | {MANAGER}
REPORTING = LEADERS | {OTHER_CHAIR, DIRECTOR}
MANAGERS = frozenset({MANAGER})
OWNERS = LEADERS | {OWNER}

RIGHTS: dict[Roles, tuple[str, ...]] = {
    EVERYBODY: (
        # What is her own, which may be nothing.
        "/wg handover",
        # Among her own tasks, or those of a group that she may direct.
        "/task done",
        *("/wg", "/wg list", "/wg vacancies", "/meet", "/meet show", "/task", "/task mine"),
        *("/task overdue", "/participation me", "/convene", "/convene mine", "/library"),
        *("/convene reminders", "/library list", "/wg library", "group.page", "library.show"),
        "library.definitions",
        "/meet minutes",
        *("/call", "/call list", "call.page", "/call commitments"),
        *("/meet polls", "poll.listed"),
        "commitment.page",
        *("library.list", "reminders.open", "reminders.send", "search person.place", "page.own"),
        *("/convene calendar", "feed.replace", "feed.end"),
        # The story is for the public, and may be quoted.
        *("/story", "/story list", "story.list", "story.page", "story.show"),
        "search story.library",
        *("/value", "statement.list"),
    ),
    EVERYBODY | {DEACTIVATED}: (
        # One of them says that the account is active again.
        *("event app_home_opened", "event app_mention", "event message.im", "event user_change"),
        *("event member_joined_channel", "event member_left_channel"),
    ),
    EVERYBODY - {"UEXTERNAL"}: ("/convene library", "person.place", "person.move"),
    READERS: (
        "recorder.decline",
        *(
            "/wg charge",
            "group.charge",
            "/wg show",
            "/wg seats",
            "/wg roster",
            "/wg decisions",
            "/meet next",
            "/meet past",
        ),
        *("/task list", "group.show", "seat.list", "seat.show", "seat.page", "seat.vacancies.page"),
        "minutes.list",
        *("agenda.show", "agenda.page"),
        *("decision.list", "decision.page", "meeting.show", "meeting.page", "meeting.past.page"),
        *("decision.show", "decision.found.page"),
        *("meeting.calendar", "call.show", "call.log"),
        "commitment.show",
        # What each library fills in is shown: that call has closed. Of the other, only the names.
        *("data.fields.page", "data.totals", "sheet.choose", "search sheet.unit"),
        *("task.show", "task.page"),
        # One of the group, and of a task of it.
        *("story.write", "story.send"),
    ),
    LIBRARIANS: (
        "/task add",
        "task.new",
        "shortcut task.new",
        "shortcut task.from_message",
        *("group.join", "/wg propose", "/wg proposals", "proposal.new", "proposal.new.send"),
        "proposal.page",
        *("/library representatives", "representative.library", "representative.subject"),
        "representative.subjects",
        *("interest.open", "interest.send", "search interest.group"),
    ),
    # The director of the library that the baselines are about.
    frozenset({MANAGER, DIRECTOR}): (
        *("/library balance", "balance.libraries", "balance.gaps", "library.years"),
        # The sheet that is filled in is that of her library; the other is of Central.
        *("sheet.certify", "sheet.certify.send", "sheet.log"),
        "search appointment.subject",
        *("/library appoint", "representative.appoint", "representative.appoint.send"),
        *("representative.end", "representative.end.send", "/library confirm", "library.confirm"),
        "search appointment.library",
        "search representative.partner",
        *("statement.show", "statement.files", "statement.words", "statement.words.send"),
        *("statement.publish", "statement.rows", "statement.new.send"),
        "search statement.library",
    ),
    LIBRARIANS - MEMBERS | {"UACTING"}: ("/wg join", "/wg volunteer"),
    # Her own interest.
    frozenset({"UOUTSIDER"}): ("interest.withdraw",),
    SERVING | MANAGERS: (
        *("/wg question", "presence.recuse", "poll.show", "poll.who"),
        *("/meet agenda", "agenda.add", "agenda.add.send", "agenda.pull"),
        *("minutes.live", "minutes.show", "minutes.page", "minutes.files"),
        *("minutes.correct", "minutes.correct.send", "search minutes.corrected_line"),
        # It offers a correction of circulated minutes, too.
        "shortcut minutes.from_message",
    ),
    # Who is in the group, but no observer.
    SERVING - {"UOBSERVER"} | MANAGERS: (
        *("/meet note", "/meet decide", "/meet action", "/meet announce", "/meet park"),
        *("/meet undo", "minutes.write", "minutes.write.send", "minutes.from_message.send"),
    ),
    LEADERS | {"URECORDER"}: (
        *("/meet begin", "minutes.begin", "minutes.next", "minutes.skip", "minutes.close"),
        *("minutes.undo", "minutes.lines", "minutes.edit", "minutes.edit.send"),
    ),
    SERVING: (
        *("meeting.rsvp.yes", "meeting.rsvp.no", "meeting.rsvp.maybe", "meeting.alternate"),
        *("poll.answer", "poll.answer.send"),
    ),
    # Who serves, or did when the meeting began.
    SERVING | {"UFORMER"}: ("meeting.came",),
    # Who is to serve may call it off.
    SERVING - {"UACTING"} | {"UFUTURE"}: (
        *("/wg leave", "group.leave", "group.leave.surely", "group.which"),
    ),
    MEMBERS | MANAGERS: ("search task.partner", "task.take", "task.create"),
    OWNERS: (
        *("task.done", "task.reopen", "task.due", "task.reassign"),
        *(
            "task.reminded",
            "task.due.send",
            "task.reassign.send",
            "search task.member",
            "search task.co_owners",
            "search task.holder",
        ),
    ),
    frozenset({OWNER, MANAGER}): ("proposal.show",),
    frozenset({OWNER}): (
        *("proposal.withdraw", "proposal.withdraw.send"),
        *("task.snooze.tomorrow", "task.snooze.monday", "task.snooze.pick", "task.snooze.send"),
    ),
    LEADERS: (
        *("agenda.change", "agenda.change.send", "agenda.order", "agenda.order.send"),
        "agenda.unmerge",
        *("search agenda.owner", "search agenda.into"),
        *("/wg add", "/wg remove", "/wg edit", "/wg digest", "/wg decided", "/wg history"),
        "/wg record",
        *("/wg reminders", "/convene history", "/meet new", "/meet move", "/meet cancel"),
        *("/meet came", "group.invite", "group.add", "group.remove", "group.edit"),
        *("/wg partners", "partner.list", "partner.link", "partner.end"),
        *("group.digest", "group.digest.now", "group.add.send", "group.remove.send"),
        *("group.edit.send", "group.digest.send", "seat.add", "seat.appoint", "seat.extend"),
        *("seat.leave", "seat.return", "seat.end", "seat.call_off", "seat.close"),
        *("seat.add.send", "seat.appoint.send", "seat.extend.send", "seat.leave.send"),
        *("seat.change", "seat.change.send"),
        *("seat.end.send", "seat.call_off.send", "seat.close.send", "decision.write"),
        *(
            "/wg obligations",
            "/wg volunteers",
            "/wg equity",
            "candidate.page",
            "candidate.appoint",
            "candidate.add",
        ),
        *("decision.write.meeting", "decision.write.send", "decision.take_back"),
        *("minutes.circulate", "minutes.circulate.send", "minutes.accept", "minutes.accept.send"),
        *("minutes.decline", "minutes.approve", "minutes.approve_at", "minutes.approve.send"),
        *("minutes.amend", "minutes.amend.send"),
        *("decision.explain", "decision.equity", "decision.review"),
        *("decision.explain.send", "decision.equity.send", "decision.review.send"),
        *("question.settle", "question.settle.send", "meeting.new", "meeting.schedule"),
        *("meeting.change", "meeting.move", "meeting.move.now", "meeting.move.change"),
        *("meeting.cancel", "meeting.checklist", "meeting.edit", "meeting.answer_for"),
        *("meeting.skip_holidays", "meeting.new.send", "meeting.schedule.send"),
        *("meeting.move.send", "meeting.move.now.send", "meeting.cancel.send"),
        *("meeting.checklist.send", "meeting.edit.send", "meeting.answer_for.send"),
        *("meeting.part", "meeting.part.send", "presence.recuse.send"),
        *("/wg pause", "pause.open", "pause.open.send", "pause.end", "pause.cancel_meetings"),
        *("/meet recorder", "recorder.suggest", "recorder.suggest_nobody"),
        *("departure.left", "deliveries.try_again", "deliveries.drop", "history.page"),
        *("history.undo", "history.undo.here", "group.channel", "group.channel.send"),
        # A director asks about her own library, and the form that is sent is about another.
        *("reminders.group.send", "participation.ask", "search group.members"),
        *(
            "group.chairing",
            "handover.open",
            "handover.send",
            "search group.chairs",
            "/wg review",
            "sunset.review",
            "sunset.propose.send",
        ),
        *("deliverable.add", "deliverable.change", "deliverable.done", "deliverable.reopen"),
        *("deliverable.remove", "deliverable.add.send", "deliverable.change.send"),
        "deliverable.remove.send",
        *("obligation.page", "obligation.new", "obligation.change", "obligation.skip"),
        *("obligation.end", "obligation.log", "obligation.contacts", "obligation.new.send"),
        *("obligation.change.send", "obligation.end.send", "search obligation.holder"),
        *("call.new.send", "call.change", "call.change.send", "call.discard"),
        *("call.terms", "call.terms.send"),
        *("/meet poll", "poll.new", "poll.new.send", "poll.open", "poll.open.send"),
        *("poll.change", "poll.pick", "poll.pick.send", "poll.edit", "poll.edit.send"),
        *("poll.cancel", "poll.cancel.send"),
        # The open call is one to the seats of the group.
        *("call.extend", "call.extend.send", "call.close", "call.close.send", "call.cancel"),
        *("call.cancel.send", "call.csv"),
        *("call.data.new.send", "call.data.change", "call.data.change.send"),
        *("data.fields", "data.fields.send", "data.contacts", "data.contacts.right"),
        *("data.field.new", "data.field.new.send", "data.field.change", "data.field.change.send"),
        "data.field.remove",
    ),
    # For herself.
    frozenset({"UCHAIR", "UCOCHAIR"}): ("/wg deputy",),
    REPORTING: (
        *("/participation", "participation.open", "search participation.library"),
        "statement.new",
    ),
    # What a menu offers is empty for who has no group of her own, which is as good as a refusal.
    LEADERS | {OTHER_CHAIR}: (
        *("search participation.group", "search group.partner_place", "search group.partners"),
        "search statement.group",
        *("search seat.organization", "search seat.partner", "search call.group"),
        "search decision.libraries",
        *("/call new", "/call data", "call.new", "search call.topic"),
    ),
    SERVING | {MANAGER, OTHER_CHAIR}: (
        *("search group.one", "search agenda.group", "shortcut agenda.from_message"),
    ),
    MEMBERS | {MANAGER, OTHER_CHAIR}: ("search task.group",),
    MANAGERS: (
        *("statement.correct", "statement.correct.send"),
        *("story.revoke.quote", "story.revoke.name"),
        # The draft is one of a call to libraries.
        *("call.open", "call.record", "call.record.send", "call.excuse", "call.excuse.send"),
        *("search call.unit", "data.next", "sheet.reopen", "sheet.reopen.send"),
        *("sheet.show", "sheet.part", "sheet.part.send", "sheet.choose.send"),
        *("call.repeat", "commitment.renew", "commitment.renew.send", "commitment.end"),
        *("commitment.end.send", "commitment.csv", "commitment.saving", "commitment.saving.send"),
        *("topic.rename", "topic.rename.send", "topic.close", "topic.close.send"),
        *("partner.bounced", "partner.reached", "deputy.end"),
        *("proposal.activate", "proposal.decline", "proposal.activate.send"),
        *("proposal.decline.send", "sunset.record.send", "search sunset.into"),
        *("/wg call-for-volunteers", "candidate.call.send"),
        *("/wg new", "/wg discharge", "/convene settings", "/convene deliveries"),
        *("/convene holidays", "/convene merge", "/convene merges", "/library new"),
        *("/library edit", "/library directors", "/library merge", "group.new"),
        *("group.create", "group.discharge", "group.discharge.send", "participation.csv"),
        *("participation.xlsx", "participation.rows", "participation.rows.csv"),
        "participation.rows.send",
        *("console.all", "console.left", "console.place", "console.place.send"),
        *("console.same", "console.distinct", "console.import", "convene.settings.send"),
        *("reminders.holidays.of", "reminders.holidays.send", "merge.swap", "merge.confirm"),
        *("merge.undo", "merge.send", "library.new", "library.edit", "library.directors"),
        *("library.merge", "library.create", "library.edit.send", "library.directors.send"),
        *(
            "library.merge.send",
            "library.merge.undo",
            "search console.organization",
            "search merge.merged",
        ),
        *("search merge.stays_apart", "search reminders.holidays.of"),
    ),
    # There is a program manager already, and nobody takes her place.
    frozenset(): (
        "/convene claim",
        # Only for whoever wrote the story, who is none of these.
        *("story.edit", "story.submit", "story.discard"),
        # Whose turn it is, and whose colleague is sent, is none of these.
        *("recorder.agree", "presence.alternate.send"),
        # Only for whoever sits in the seat that is called, who is none of these.
        *("call.choose", "call.respond", "call.answer", "call.answer.send", "call.take_back"),
        # It is asked about the answer that its form carries along.
        "search participation.row",
    ),
}
"""What who may do. Commands are typed in the channel of the group, mostly about it; buttons and
forms are those of the baselines.
"""
LINES = {
    "/wg decisions": "/wg decisions",
    "/wg add": "/wg add <@UCLEO>",
    "/wg remove": "/wg remove <@UBEN>",
    "/wg deputy": "/wg deputy <@UBEN> until Friday",
    "/library appoint": "/library appoint",
    "/library confirm": "/library confirm Tunxis",
    "/library representatives": "/library representatives Licensing",
    "/task add": "/task add Compare the drafts due Friday",
    "/value": "/value",
}
"""What is typed where the example of the command would not do."""
EVENTS: dict[str, dict[str, Any]] = {
    "app_home_opened": {"tab": "home"},
    "app_mention": {"text": "Hello"},
    "message.im": {"type": "message", "channel_type": "im", "text": "Hello"},
    "member_joined_channel": {"channel": "CMETA"},
    "member_left_channel": {"channel": "CMETA"},
    "user_change": {"user": {"id": "UBEN", "name": "Ben Brook", "team_id": "T1"}},
}
SEARCHED = {
    "group": "meta",
    "task": "mine",
    "call": "call",
    "meeting": "circulated",
    "item": "item",
}
"""What the forms of menus that search are about."""
ALLOWED = {name: roles for roles, names in RIGHTS.items() for name in names}
NAMES = (
    *(f"/{words}" for words in TABLE.commands),
    *(*BUTTONS, *FORMS),
    *(f"shortcut {name}" for name in TABLE.shortcuts),
    *(f"search {name}" for name in TABLE.searches),
    *(f"event {name}" for name, row in TABLE.events.items() if isinstance(row, Event)),
)
"""A baseline stands for each button and form: another test sees to that."""


@dataclass
class Seen:
    """What became of a request: the refusals that were said, and whether anything was written."""

    refusals: list[Refusal] = field(default_factory=list)
    has_written: bool = False


@dataclass
class Matrix:
    """A world in which each request finds everything as it was before."""

    ids: dict[str, int]
    before: Rows
    seen: Seen

    def is_allowed(self, name: str, who: str) -> bool:
        """Whether somebody may do it; who may not has changed nothing."""
        self.seen.refusals.clear()
        self.seen.has_written = False
        self._use(name, Door(FIELDS, Slack(channels=("CNEW",)), who=who))
        is_allowed = not self.seen.refusals
        if self.seen.has_written:
            if not is_allowed:
                assert everything() == self.before, f"{name} by {WORDS[who]}"
            restore(self.before)
        return is_allowed

    def _search(self, menu: str, door: Door) -> None:
        """Who may not gets no choices, and no words."""
        private = json.dumps({name: self.ids[row] for name, row in SEARCHED.items()})
        if not door.search(menu, "", private=private):
            self.seen.refusals.append(Refusal("nothing is offered"))

    def _use(self, name: str, door: Door) -> None:
        kind, _, rest = name.partition(" ")
        if kind == "shortcut":
            door.choose(rest)
        elif kind == "search":
            self._search(rest, door)
        elif kind == "event":
            door.happen({"type": rest, **EVENTS[rest]})
        elif name.startswith("/"):
            door.type(line(TABLE.commands[name[1:]]))
        elif name in FORMS:
            fields, carried = FORMS[name]
            private = json.dumps(with_ids(carried, self.ids, as_text=False))
            door.send(name, with_ids(fields, self.ids), private)
        else:
            door.press(name, text_of(BUTTONS[name], self.ids))


def line(row: Command) -> str:
    """What is typed for a command."""
    return LINES.get(f"/{row.words}") or row.example or f"/{row.words}"


@kept
def settled_world() -> dict[str, int]:
    """The world of the baselines, with all of them in it."""
    ids = world()
    settle(ids)
    return ids


@pytest.fixture
def matrix(
    database: Engine,
    with_pages: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Matrix]:
    caplog.set_level(logging.ERROR)
    seen, say_refusal = Seen(), dispatch.say_refusal

    def note(speaker: Speaker, refusal: Refusal) -> None:
        seen.refusals.append(refusal)
        say_refusal(speaker, refusal)

    def note_statement(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        verb = statement.lstrip().partition(" ")[0].upper()
        seen.has_written = seen.has_written or verb in ("INSERT", "UPDATE", "DELETE")

    monkeypatch.setattr(dispatch, "say_refusal", note)
    ids = settled_world()
    before = everything()
    sa.event.listen(database, "before_cursor_execute", note_statement)
    yield Matrix(ids, before, seen)
    sa.event.remove(database, "before_cursor_execute", note_statement)
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    rows = [name for names in RIGHTS.values() for name in names]
    assert sorted(rows) == sorted({*NAMES})


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", WORDS, ids=lambda who: WORDS[who])
def test_everybody_may_do_what_the_table_says_and_nothing_else(matrix: Matrix, who: str) -> None:
    wrong = {
        name: "is allowed" if allowed else "is refused"
        for name in NAMES
        if (allowed := matrix.is_allowed(name, who)) is not (who in ALLOWED[name])
    }
    assert wrong == {}, f"{WORDS[who]}: {matrix.seen.refusals[-1:]}"
