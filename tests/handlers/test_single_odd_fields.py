"""Every form and button as people use it, which is accepted, and then with exactly one odd part: no
other part is at fault, so that one is what must be refused.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import (
    AgendaItem,
    Call,
    CallUnit,
    Commitment,
    Deliverable,
    Group,
    GroupKind,
    GroupPause,
    GroupProposal,
    HistoryEntry,
    MinuteLineKind,
    Obligation,
    ObligationKind,
    Organization,
    OrganizationKind,
    OutboxMessage,
    OutboxState,
    Person,
    Poll,
    Question,
    RecorderState,
    RecorderTurn,
    RepresentationKind,
    ReversibleKind,
    SheetValue,
    StatementText,
    Story,
    StoryState,
    Task,
    ValueStatement,
)
from models.calls import AnswerDoor, CallFacts, CallKind, Capacity, IfSilent, UnitKind
from models.data_calls import DataCallFacts, FieldFacts, FieldKind
from models.database import unit_of_work
from models.decisions import DecisionKind
from models.member_libraries import OrganizationFacts
from models.offers import OfferFacts
from models.polls import PollKind, PollPlan, SlotTime
from models.representatives import RepresentedSubject
from models.seats import SeatFacts
from models.stories import STORY_TEXTS, StoryAudience
from models.subjects import Subject
from models.value_statements import StatementKind, StatementPart, StatementScope
from services import (
    access,
    agendas,
    calls,
    data_fields,
    data_sheets,
    decisions,
    deputies,
    groups,
    meetings,
    minutes,
    organizations,
    outbox,
    polls,
    representatives,
    seats,
    stale_forms,
    undoing,
    value_statements,
)
from services.people import merging
from services.seats import facts_digest
from tests.data_call_cases import fill
from tests.factories import NOW, Cast, cast, group, organization, person
from tests.handlers.doors import TABLE, Door, Rows, Slack, everything, held, restore
from tests.happenings import interested, meeting, serve
from tests.kept_worlds import kept
from tests.keys import key, to
from views import groups as group_views
from views.inputs import field_name
from views.values import LARGEST_ID

DAY = timedelta(days=1)
NO_ROW = 999_999
AT = {"at": "2026-12-01T19:00:00+00:00", "zone": "UTC", "minutes": 60, "place": ""}
SERIES = "DTSTART;TZID=UTC:20261201T190000\nRRULE:FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=TU"
REPORT = ["2026-07-01", "2026-11-24", "so far", "library", None, None, None, None]
CHARGE = {
    "name": "Norms",
    "kind": "task force",
    "charge": "Writes norms.",
    "channel": "CNEW",
    "sponsor": "The council",
    "reports_to": "The council",
    "authority": "advises",
    "hours_a_month": "6",
    "sunset_on": "2027-06-30",
    "quorum": "half",
    "quorum_of": "libraries",
    "vote_lost_after": "2",
    "vote_regained_after": "3",
}
ANSWERS: dict[str, Any] = {
    "problem": "Norms differ.",
    "beneficiaries": "Readers",
    "measure": "One norms file",
    "participants": "Catalogers",
    "representation": "Yes",
}
TUNXIS = OrganizationFacts(
    "Tunxis Library",
    "Tunxis",
    OrganizationKind.LIBRARY,
    mail_domains=("tunxis.example.edu",),
)
LIBRARY = {
    "name": "CT State Norwalk",
    "short_name": "Norwalk",
    "kind": "library",
    "category": "community college",
    "zone": "America/Chicago",
    "staff_size": "12",
    "voting_unit": "CT State",
    "active_from": "2020-01-01",
    "active_until": "2030-01-01",
    "mail_domains": "norwalk.example.edu",
    "former_names": "Norwalk Community College | Norwalk CC | 2023-06-30",
}

CALL_FACTS = CallFacts(
    "Shall we renew?",
    if_silent=IfSilent.NO_ANSWER,
    closes_at=NOW + timedelta(days=9),
)
OFFER_FACTS = replace(CALL_FACTS, kind=CallKind.OFFER)
OFFER_TERMS = OfferFacts(
    "Archive Press", date(2027, 1, 1), date(2027, 12, 31), total_cents=9000, least_units=1
)
CALL: dict[str, Any] = {
    "question": "Shall we renew the contract?",
    "details": "It ends in June.",
    "papers": "https://example.org/contract",
    "unit_kind": "library",
    "kind": "vote",
    "method": "one choice",
    "choices": "Renew\nLeave",
    "closes": "2026-12-10",
    "closes_time": "17:00",
    "if_silent": "no answer",
    "results": "hidden",
    "threshold": "two thirds",
    "threshold_base": "all units",
    "quorum": "more than half",
    "quorum_base": "all units",
    "abstentions": ["count"],
    "tie_rule": "nothing is decided",
    "nudge_days": "7, 2",
    "weights": "Tunxis 3",
    "topic": "$topic",
}

DATA_FACTS = replace(CALL_FACTS, kind=CallKind.DATA, nudge_days=(14, 7, 2))
DATA_FIELDS = (
    FieldFacts("Service", "Loans"),
    FieldFacts("Service", "Chat", FieldKind.CHOICE, choices=("Own", "Shared")),
    FieldFacts("Service", "Remarks", FieldKind.TEXT, is_required=False),
)
SAVING_DIGEST = stale_forms.digests({"saved_cents": None, "saved_how": ""})
DATA_DIGEST = calls.facts_digest(
    DATA_FACTS, {"fields": data_fields.digest_of(DataCallFacts(), DATA_FIELDS)}
)
DATA: dict[str, Any] = {
    **{name: CALL[name] for name in ("question", "details", "papers", "unit_kind")},
    **{name: CALL[name] for name in ("closes", "closes_time", "results")},
    "if_silent": "as last year",
    "change_percent": "25",
    "nudge_days": "14, 7",
    "director_days": "3",
}

FIELD = {
    "section": "Service",
    "label": "Holds",
    "definition": "Placed by patrons.",
    "kind": "whole number",
    "unit": "holds",
    "required": "no",
    "least": "0",
    "greatest": "900",
    "place": "1",
}
OBLIGATION = {
    "title": "Annual statistics",
    "rhythm": "October 15",
    "details": "For the survey.",
    "kind": "task",
    "lead_days": "30",
}
NEW_POLL = {
    "group": "$meta",
    "title": "N",
    "minutes": 45,
    "zone": "UTC",
    "kind": "dates",
    "slots": "29938020 29939460",
    "closes": "2026-11-27T22:00:00+00:00",
    "nudges": "2",
    "required": "",
}
"""Two mornings of December."""
FORMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "group.create": (CHARGE | {"directions": ["$direction"], "chair": "UBEN"}, {}),
    "group.add.send": (
        {
            "people": ["UCLEO"],
            "partners": ["$lost"],
            "partner_name": "Nora New",
            "partner_email": "nora@writing.example.edu",
            "partner_place": "$writing",
        },
        {"group": "$meta"},
    ),
    "group.channel.send": (
        {"channel_name": "bare-group", "invite": ["members"]},
        {"group": "$bare"},
    ),
    "group.remove.send": ({"members": ["$pia"]}, {"group": "$meta"}),
    "group.edit.send": (
        CHARGE | {"directions": ["$direction"], "chairs": ["$ann", "$ben"]},
        {"group": "$meta", "seen": ""},
    ),
    "deliverable.add.send": (
        {"title": "A report", "due_on": "2027-03-01"},
        {"group": "$meta"},
    ),
    "deliverable.change.send": (
        {"title": "A longer report", "due_on": "2027-04-01"},
        {"deliverable": "$deliverable", "seen": ""},
    ),
    "deliverable.remove.send": ({}, {"deliverable": "$deliverable"}),
    "proposal.new.send": ({"name": "Discovery", "kind": "task force"} | ANSWERS, {}),
    "proposal.activate.send": (
        CHARGE | {"directions": ["$direction"], "chair": "UBEN"},
        {"proposal": "$proposal"},
    ),
    "proposal.decline.send": ({"reason": "Not now"}, {"proposal": "$proposal"}),
    "proposal.withdraw.send": ({"reason": "Not now"}, {"proposal": "$proposal"}),
    "sunset.propose.send": (
        {"outcome": "continue", "reason": "Not done", "sunset_on": "2028-06-30"},
        {"group": "$meta"},
    ),
    "sunset.record.send": (
        {
            "outcome": "combine",
            "reason": "Done",
            "sunset_on": "2028-06-30",
            "into": "$courier",
            "names": "Norms\nRules",
            "more": ["carry"],
            "report": "All is done.",
        },
        {"group": "$meta", "seen": ""},
    ),
    "group.digest.send": (
        {
            **{"weekday": "3", "at": "10:30", "quiet_week": "nothing", "agenda_hours": "48"},
            "digest_story": ["story"],
        },
        {"group": "$meta", "seen": ""},
    ),
    "seat.add.send": (
        {
            "role": "recorder",
            "label": "for minutes",
            "votes": "role",
            "organization": "$central",
            "category": "university",
            "term_months": "12",
            "term_limit": "2",
            "cycle_ends_on": "2027-06-30",
            "hours_a_month": "3",
            "holds_over": ["yes"],
            "count": "2",
        },
        {"group": "$meta"},
    ),
    "seat.change.send": (
        {
            "role": "recorder",
            "label": "for minutes",
            "votes": "silent",
            "organization": "$central",
            "category": "university",
            "term_months": "12",
            "term_limit": "2",
            "cycle_ends_on": "2027-06-30",
            "hours_a_month": "3",
            "holds_over": ["yes"],
        },
        {"seat": "$vacant", "seen": facts_digest(SeatFacts(votes=True, term_months=12))},
    ),
    "seat.appoint.send": (
        {"person": "UCLEO", "first": "2026-11-24", "last": "2027-06-30", "reason": "Nobody else"},
        {"seat": "$vacant"},
    ),
    "seat.extend.send": ({"last": "2028-06-30", "reason": "Nobody else"}, {"term": "$term"}),
    "seat.leave.send": (
        {"first": "2026-11-24", "last": "2026-12-24", "acting": "UCLEO"},
        {"term": "$term"},
    ),
    "seat.end.send": ({"last": "2026-12-24"}, {"term": "$term"}),
    "seat.call_off.send": ({}, {"term": "$follows"}),
    "seat.close.send": ({}, {"seat": "$vacant"}),
    "handover.send": (
        {"everything": "UBEN", "item0": "UBEN"},
        {
            "person": "$gone",
            "group": "$meta",
            "start": 0,
            "items": {"item0": "task|$left"},
            "fixed": {},
        },
    ),
    "interest.send": ({"level": "take part", "note": "I know norms"}, {"group": "$courier"}),
    "call.answer.send": (
        {"choice": "0", "comment": "Gladly", "comment_private": ["private"]},
        {"unit": "$answerable"},
    ),
    "candidate.call.send": ({"channel": "CNEW"}, {}),
    "agenda.add.send": (
        {
            "title": "Courier price",
            "owner": "$ben",
            "minutes": "10",
            "purpose": "decide",
            "papers": "https://a.example",
            "consent": ["consent"],
        },
        {"group": "$meta", "meeting": "$ahead", "source": {"channel": "CMETA", "ts": "1.2"}},
    ),
    "agenda.change.send": (
        {
            "title": "Courier price",
            "owner": "$ben",
            "minutes": "10",
            "purpose": "decide",
            "papers": "https://a.example",
            "consent": ["consent"],
            "becomes": "merge",
            "into": "$queued",
        },
        {"item": "$item", "seen": ""},
    ),
    "agenda.order.send": (
        {"order": "2"},
        {"group": "$meta", "meeting": "$ahead", "items": "$item|$queued"},
    ),
    "story.send": (
        {
            **{"title": "A seat kept", "who_was_helped": "A student", "problem": "No textbook"},
            **{"what_was_done": "A loan", "what_changed": "She stayed", "evidence": "A letter"},
            **{"directions": ["$direction"], "library": "$central", "group": "$meta"},
            **{"audience": "public", "quote": ["yes"], "name": ["yes"]},
        },
        {},
    ),
    "decision.write.send": ({"decided": "We share", "asked": "Who pays?"}, {"meeting": "$begun"}),
    "decision.explain.send": (
        {
            **{"reason": "It costs less", "options": "Two files", "consulted": "Catalogers"},
            **{"kind": "money", "review_on": "2027-03-01", "libraries": ["$central"]},
            **{"replaces": "$earlier", "replacement": "replaces"},
        },
        {"decision": "$decision"},
    ),
    "decision.equity.send": (
        {"affected": "All", "absent": "Students", "signs": "Loans", "kind": "access"},
        {"decision": "$decision"},
    ),
    "decision.review.send": (
        {
            **{"outcome": "worked", "comment": "It did", "next_on": "2027-03-01"},
            **{"affected": "All", "absent": "Students", "signs": "Loans"},
        },
        {"decision": "$decision"},
    ),
    "question.settle.send": ({"decided": "All do"}, {"question": "$question"}),
    "minutes.write.send": (
        {
            "note": "We met",
            "decision": "One more file",
            "action": "Ben: send norms",
            "announcement": "Closed",
            "parked": "Courier",
        },
        {"meeting": "$running", "seen": 0},
    ),
    "minutes.from_message.send": (
        {"wording": "We share", "kind": "note", "meeting": "$running"},
        {"source": {"channel": "CMETA", "ts": "1.2"}},
    ),
    "minutes.edit.send": ({"wording": "We met"}, {"line": "$drafted_line", "shown": "Drafted"}),
    "minutes.circulate.send": ({"readers": "members"}, {"meeting": "$drafted"}),
    "minutes.correct.send": (
        {"line": "$circulated_line", "wording": "Another word"},
        {"meeting": "$circulated"},
    ),
    "minutes.accept.send": ({"wording": "Other words"}, {"correction": "$correction"}),
    "minutes.approve.send": ({"approved_in": "$running"}, {"meeting": "$unapproved"}),
    "minutes.amend.send": ({"wording": "It was Monday"}, {"meeting": "$approved"}),
    "meeting.new.send": (
        {
            "title": "Norms",
            "when": "tomorrow 2pm",
            "length": "45",
            "place": "Room 2",
            "repeats": "weekly",
            "until": "2027-03-01",
        },
        {"group": "$meta"},
    ),
    "meeting.schedule.send": ({}, {"group": "$meta", "title": "N", "pattern": SERIES, **AT}),
    "meeting.move.send": (
        {"when": "Friday 10am", "place": "Room 2"},
        {"meeting": "$ahead", "sequence": 0},
    ),
    "meeting.move.now.send": ({}, {"meeting": "$ahead", "sequence": 0, **AT}),
    "meeting.cancel.send": (
        {"reason": "Snow", "which": "this"},
        {"meeting": "$ahead", "sequence": 0},
    ),
    "meeting.checklist.send": (
        {"came1": ["$ann", "$ben"], "visitors": ["UCLEO"]},
        {"meeting": "$begun", "opened_at": NOW.isoformat()},
    ),
    "meeting.part.send": (
        {"remote": ["$ann"], "arrived": "Ann Abara 9:40am", "left": "Ann 9:50am"},
        {"meeting": "$kept"},
    ),
    "presence.alternate.send": ({"alternate": "$stand_in"}, {"meeting": "$sent"}),
    "pause.open.send": (
        {"first_on": "2027-07-01", "last_on": "2027-07-31", "reason": "Summer"},
        {"group": "$meta"},
    ),
    "presence.recuse.send": ({"recused": ["$ben"]}, {"item": "$on_agenda"}),
    "task.create": (
        {"title": "Write", "owner": "UBEN", "due": "Friday", "group": "$meta"},
        {"source": {"channel": "CMETA", "ts": "1.2"}},
    ),
    "meeting.edit.send": (
        {"title": "Rules", "place": "Room 3", "which": "this"},
        {"meeting": "$ahead", "sequence": 0},
    ),
    "meeting.answer_for.send": (
        {"partner": "$pia", "answer": "yes"},
        {"meeting": "$ahead"},
    ),
    "group.discharge.send": (
        {"reason": "Its work is done", "report": "All is done."},
        {"group": "$courier"},
    ),
    "task.due.send": ({"due": "2026-12-04"}, {"task": "$mine"}),
    "task.reassign.send": ({"member": "$ben"}, {"task": "$mine"}),
    "participation.ask": (
        {
            "period": "last year",
            "library": "$central",
            "group": "$meta",
            "direction": "$direction",
            "by": "person",
            "question": "missed",
        },
        {},
    ),
    "participation.rows.send": ({"row": "$central"}, {"question": json.dumps(REPORT)}),
    "convene.settings.send": (
        {
            "name": "Consortium",
            "zone": "America/Chicago",
            "fiscal_year_start": "4",
            "reminder_lead_hours": "48",
            "days_without_meeting": "30",
            "many_seats": "3",
            "term_days": "Jan 20, Aug 25",
            "findings": ["met"],
        },
        {"seen": ""},
    ),
    "console.place.send": ({"organization": "$tunxis"}, {"person": "$lost"}),
    "reminders.send": (
        {
            "kinds": ["remind"],
            "chairing": ["record"],
            "news": ["month"],
            "delivery": "personal digest",
            "digest_time": "08:00",
            "keeps_quiet": ["quiet"],
            "quiet_from": "19:00",
            "quiet_until": "08:00",
            "days_off": ["4"],
            "pause_until": "2026-12-04",
            "story_prompts": ["story"],
        },
        {},
    ),
    "reminders.group.send": (
        {"lead_hours": ["48"], "nudges": "1", "task_days": ["on"], "tells_chairs": "yes"},
        {"group": "$meta", "seen": ""},
    ),
    "reminders.holidays.send": (
        {"whose": "$tunxis", "holidays": "2026-12-24 Closed"},
        {"whose": "$tunxis!", "through": "2026-12-31"},
    ),
    "task.snooze.send": ({"until": "2026-11-30"}, {"task": "$mine"}),
    "merge.send": ({"stays": "UBEN", "merged": "$double"}, {}),
    "library.create": (LIBRARY | {"key": "norwalk"}, {}),
    "library.edit.send": (
        LIBRARY | {"old_name": "renamed"},
        {"organization": "$tunxis", "seen": stale_forms.digests(vars(TUNXIS))},
    ),
    "library.directors.send": ({"directors": ["UCLEO"]}, {"organization": "$tunxis", "seen": ""}),
    "library.merge.send": ({"heir": "central"}, {"organization": "$tunxis"}),
    "representative.appoint.send": (
        {
            "subject": "topic|$topic",
            "kind": "alternate",
            "person": "UCLEO",
            "first": "2026-11-24",
            "last": "2027-06-30",
        },
        {"organization": "$tunxis"},
    ),
    "representative.end.send": ({}, {"representation": "$speaks"}),
    "topic.rename.send": (
        {"name": "E-resources licensing"},
        {"topic": "$topic", "seen": stale_forms.digests({"name": "Licensing"})},
    ),
    "topic.close.send": ({}, {"topic": "$topic"}),
    "poll.new.send": (
        {
            "title": "Norms review",
            "when": "next week mornings",
            "slots": "",
            "length": "45 min",
            "required": ["$ann"],
            "closes": "2026-11-27",
            "closes_time": "17:00",
            "nudges": "once",
        },
        {"group": "$meta"},
    ),
    "poll.open.send": ({}, NEW_POLL),
    "poll.answer.send": (
        {"remaining": "yes", "slot0": "no", "slot1": "if needed"},
        {"poll": "$poll"},
    ),
    "poll.pick.send": ({"place": "Room 2", "repeats": "weekly"}, {"poll": "$poll", "position": 1}),
    "poll.edit.send": (
        {
            "required": ["$ann"],
            "closes": "2026-11-27",
            "closes_time": "17:00",
            "nudges": "twice",
        },
        {"poll": "$poll"},
    ),
    "poll.cancel.send": ({"reason": "We write instead"}, {"poll": "$poll"}),
    "call.new.send": (CALL | {"group": "$meta"}, {}),
    "call.change.send": (CALL, {"call": "$draft", "seen": calls.facts_digest(CALL_FACTS)}),
    "call.extend.send": (
        {"closes": "2026-12-20", "closes_time": "17:00", "reason": "Snow"},
        {"call": "$call"},
    ),
    "call.close.send": ({"reason": "All have answered"}, {"call": "$call"}),
    "call.cancel.send": ({"reason": "The offer is gone"}, {"call": "$call"}),
    "call.record.send": ({"unit": "$unit", "words": "We do"}, {"call": "$call"}),
    "call.excuse.send": ({"unit": "$unit", "reason": "On leave"}, {"call": "$call"}),
    "call.terms.send": (
        {
            "vendor": "Archive Press",
            "first_day": "2027-01-01",
            "last_day": "2027-12-31",
            "total": "",
            "each": "1,200.50",
            "formula": "typed size",
            "measures": "Central: 12.5\nTunxis: 3",
            "least_units": "1",
            "least_cents": "1000",
            "renewal": "It renews for a year",
            "notice_days": "60",
            "lead_days": "60, 14",
        },
        {"call": "$offered", "seen": calls.facts_digest(OFFER_FACTS)},
    ),
    "commitment.renew.send": (
        {
            "ends_on": "2028-12-31",
            "notice_on": "2028-11-01",
            "share": "1,200",
            "reason": "Renewed for a year",
        },
        {"commitment": "$bound", "seen": "2027-12-31"},
    ),
    "commitment.end.send": (
        {"ended_on": "2027-06-30", "reason": "Cancelled"},
        {"commitment": "$bound", "seen": "2027-12-31"},
    ),
    "commitment.saving.send": (
        {"saved": "2,500", "saved_how": "The vendor's price list"},
        {"commitment": "$bound", "seen": "2027-12-31", "saving": SAVING_DIGEST},
    ),
    "call.data.new.send": (DATA | {"group": "$meta"}, {}),
    "call.data.change.send": (DATA, {"call": "$data_draft", "seen": DATA_DIGEST}),
    "data.fields.send": (
        {"does": "add", "fields": "Service,Holds,whole number"},
        {"call": "$data_draft", "seen": DATA_DIGEST},
    ),
    "data.field.new.send": (FIELD, {"call": "$data_draft", "seen": DATA_DIGEST}),
    "data.field.change.send": (
        FIELD | {"kind": "choice", "least": "", "greatest": "", "choices": "Own; Shared"},
        {"field": "$data_field", "seen": DATA_DIGEST},
    ),
    "sheet.part.send": (
        {"field_0": "1,234", "field_1": "1", "field_2": "None"},
        {"unit": "$sheet", "part": 0, "seen": 0},
    ),
    "sheet.certify.send": ({}, {"unit": "$filled", "seen": "$last_value"}),
    "sheet.choose.send": ({"unit": "$sheet"}, {"call": "$data"}),
    "sheet.reopen.send": (
        {"unit": "$ended_sheet", "reason": "A branch is missing"},
        {"call": "$ended_data"},
    ),
    "obligation.new.send": (OBLIGATION, {"group": "$meta", "read": "every October 15"}),
    "obligation.change.send": (
        OBLIGATION | {"owner": "consortium"},
        {"obligation": "$obligation", "read": "every October 15", "seen": ""},
    ),
    "obligation.end.send": ({}, {"obligation": "$obligation"}),
    "statement.new.send": (
        {"kind": "library", "library": "$tunxis", "period": "last quarter"},
        {},
    ),
    "statement.words.send": (
        {"opening": "A good year", "highlights": "Much"},
        {"statement": "$statement", "seen": ""},
    ),
    "statement.correct.send": ({"reason": "A list came late"}, {"statement": "$published"}),
    group_views.WHICH: ({"group": "$meta"}, {"command": "/wg", "text": "leave"}),
}
"""By callback id: all fields, and what is carried along. ``$name`` is the id of a row as it stands
there, as a text in a field and as a number where it is carried along, ``$name!`` as a text.
"""
SAYS_BACK = {
    "participation.rows.send",
    *("meeting.new.send", "meeting.move.send", "participation.ask", "merge.send"),
    *("sheet.choose.send", "poll.new.send"),
}
"""Forms that lead to another page, and change nothing themselves."""

BUTTONS: dict[str, Any] = {
    "group.new": "",
    "group.discharge": "$courier",
    "group.invite": "$meta|$ann",
    "meeting.skip_holidays": {"group": "$meta", "title": "N", "pattern": SERIES, **AT},
    "meeting.edit": "$ahead",
    "meeting.answer_for": "$ahead",
    "group.show": "$meta",
    "group.page": "0|",
    "group.join": "$courier",
    "group.leave": "$meta",
    "group.leave.surely": "$meta",
    "group.add": "$meta",
    "group.remove": "$meta",
    "group.edit": "$meta",
    "group.digest": "$meta",
    "group.digest.now": "$meta",
    "seat.list": "$meta",
    "seat.show": "$vacant",
    "seat.change": "$vacant",
    "seat.page": "$meta|0",
    "seat.vacancies.page": "$meta|0",
    "seat.add": "$meta",
    "seat.appoint": "$vacant",
    "seat.extend": "$seat",
    "seat.leave": "$seat",
    "seat.return": "$away",
    "seat.end": "$seat",
    "seat.call_off": "$away",
    "seat.close": "$vacant",
    "group.chairing": "$meta",
    "deputy.end": "$courier|$ben",
    "handover.open": "$gone|$meta|0",
    "interest.open": "0",
    "interest.withdraw": "$courier",
    "candidate.page": "$meta|0",
    "candidate.appoint": "$meta|$cleo|$vacant",
    "candidate.add": "$meta|$cleo|0",
    "agenda.show": "$ahead|$meta|0",
    "agenda.page": "$ahead|$meta|0",
    "agenda.add": "$ahead|$meta|0",
    "agenda.order": "$ahead|$meta|0",
    "agenda.change": "$item",
    "agenda.pull": "$item",
    "story.list": "",
    "story.page": "0|seat",
    "story.show": "$story",
    "story.edit": "$story_draft",
    "story.write": "task|$mine",
    "story.submit": "$story_draft",
    "story.discard": "$story_draft",
    "story.revoke.quote": "$story",
    "story.revoke.name": "$story",
    "agenda.unmerge": "$merged_item",
    "decision.list": "$meta",
    "decision.page": "$meta|0",
    "decision.show": "$decision",
    "decision.found.page": "0|$meta|file since july",
    "decision.explain": "$decision",
    "decision.equity": "$decision",
    "decision.review": "$decision",
    "decision.write": "$meta",
    "decision.write.meeting": "$begun",
    "question.settle": "$question",
    "minutes.begin": "$running",
    "minutes.live": "$running",
    "minutes.next": "$running|$running_item",
    "minutes.skip": "$running|$running_item",
    "minutes.close": "$running",
    "minutes.write": "$running",
    "minutes.undo": "$running_line",
    "minutes.show": "$running",
    "minutes.page": "$running|0",
    "minutes.files": "$running",
    "minutes.lines": "$drafted|0",
    "minutes.edit": "$drafted_line",
    "minutes.circulate": "$drafted",
    "minutes.correct": "$circulated",
    "minutes.accept": "$correction",
    "minutes.decline": "$correction",
    "minutes.approve": "$unapproved|$running",
    "minutes.approve_at": "$unapproved",
    "minutes.amend": "$approved",
    "minutes.list": "$meta|0|",
    "decision.take_back": "$decision",
    "group.charge": "$meta",
    "deliverable.add": "$meta",
    "deliverable.change": "$deliverable",
    "deliverable.done": "$deliverable",
    "deliverable.reopen": "$finished",
    "deliverable.remove": "$deliverable",
    "proposal.new": "",
    "proposal.show": "$proposal",
    "proposal.page": "0",
    "proposal.activate": "$proposal",
    "proposal.decline": "$proposal",
    "proposal.withdraw": "$proposal",
    "sunset.review": "$meta",
    "meeting.rsvp.yes": "$ahead|next|$meta|0",
    "meeting.rsvp.no": "$ahead|show",
    "meeting.rsvp.maybe": "$ahead",
    "meeting.came": "$begun|next|$meta|0",
    "meeting.show": "$ahead",
    "meeting.calendar": "$ahead",
    "feed.replace": "mine",
    "feed.end": "mine",
    "meeting.page": "$meta|0",
    "meeting.past.page": "$meta|0",
    "meeting.new": "$meta",
    "meeting.schedule": {"group": "$meta", "title": "N", "pattern": SERIES, **AT},
    "meeting.change": {"group": "$meta", "title": "N", "pattern": SERIES, **AT},
    "meeting.move": "$ahead",
    "meeting.move.now": {"meeting": "$ahead", "sequence": 0, **AT},
    "meeting.move.change": {"meeting": "$ahead", "sequence": 0, **AT},
    "meeting.cancel": "$ahead",
    "meeting.checklist": "$begun",
    "meeting.part": "$kept",
    "presence.recuse": "$on_agenda",
    "pause.open": "$meta",
    "pause.end": "$pause",
    "pause.cancel_meetings": "$pause",
    "meeting.alternate": "$sent",
    "recorder.agree": "$minuted",
    "recorder.decline": "$minuted",
    "recorder.suggest": "$meta",
    "recorder.suggest_nobody": "$meta",
    "task.done": "$mine|group|$meta|0",
    "task.reopen": "$past|card",
    "task.show": "$mine|mine|0|0",
    "task.page": "group|$meta|0",
    "task.take": "$free|group|$meta|0",
    "task.due": "$mine|group|$meta|0",
    "task.reassign": "$mine|group|$meta|0",
    "task.new": "$meta",
    "participation.csv": REPORT,
    "participation.xlsx": REPORT,
    "participation.rows": REPORT,
    "participation.rows.csv": [REPORT, ""],
    "participation.open": "",
    "statement.list": "",
    "statement.new": "",
    **dict.fromkeys(
        (
            *("statement.show", "statement.words", "statement.publish", "statement.rows"),
            "statement.files",
        ),
        "$statement",
    ),
    "statement.correct": "$published",
    "console.all": "gone|0",
    "console.left": "$gone",
    "console.place": "$lost",
    "departure.left": "$gone",
    "partner.list": "$meta",
    "partner.link": "$meta|$pia",
    "partner.end": "$meta|$pia",
    "partner.bounced": "$meta|$pia",
    "partner.reached": "$meta|$pia",
    "page.own": "",
    "console.same": "$ben|$double",
    "console.distinct": "$ben|$double",
    "console.import": "",
    "deliveries.try_again": "CMETA",
    "deliveries.drop": "CMETA",
    "history.page": "$meta|$ann|999999",
    "history.undo": "$edit",
    "history.undo.here": "$edit",
    "group.channel": "$bare",
    "reminders.open": "",
    "reminders.holidays.of": "$tunxis",
    "task.reminded": "$mine",
    "task.snooze.tomorrow": "$mine",
    "task.snooze.monday": "$mine",
    "task.snooze.pick": "$mine",
    "person.place": "$tunxis",
    "person.move": "$tunxis",
    "merge.swap": "$ben|$double",
    "merge.confirm": "$ben|$double",
    "merge.undo": "$merge",
    "library.show": "$tunxis",
    "library.list": "0",
    "library.new": "",
    "library.definitions": "",
    "library.years": "$tunxis",
    "balance.libraries": "0",
    "balance.gaps": "0",
    "library.edit": "$tunxis",
    "library.directors": "$tunxis",
    "library.merge": "$tunxis",
    "library.confirm": "$tunxis|2026-11-24",
    "representative.library": "$tunxis|0",
    "representative.subject": "topic|$topic|0",
    "representative.subjects": "0",
    "representative.appoint": "$tunxis|topic|$topic",
    "representative.end": "$speaks",
    "topic.rename": "$topic",
    "topic.close": "$topic",
    "library.merge.undo": "$merged",
    "poll.new": "$meta",
    "poll.open": NEW_POLL,
    "poll.change": NEW_POLL,
    "poll.answer": "$poll",
    "poll.show": "$poll|0",
    "poll.listed": "0",
    "poll.who": "$poll",
    "poll.pick": "$poll|1",
    "poll.edit": "$poll",
    "poll.cancel": "$poll",
    "call.new": "",
    "call.change": "$draft",
    "call.open": f"$draft|{calls.facts_digest(CALL_FACTS)}",
    "call.discard": "$draft",
    "call.page": "0",
    "call.show": "$call|0",
    "call.log": "$call|0",
    "call.csv": "$call",
    "call.extend": "$call",
    "call.close": "$call",
    "call.cancel": "$call",
    "call.record": "$call",
    "call.excuse": "$call",
    "call.choose": "$polled|0",
    "call.respond": "$polled",
    "call.answer": "$answerable",
    "call.take_back": "$answered",
    "call.terms": "$offered",
    "call.repeat": "$sold",
    "commitment.page": "0|",
    "commitment.show": "$bound",
    "commitment.renew": "$bound",
    "commitment.end": "$bound",
    "commitment.saving": "$bound",
    "commitment.csv": "0|",
    "call.data.change": "$data_draft",
    "data.fields": "$data_draft",
    "data.fields.page": "$data|0",
    "data.field.new": "$data_draft",
    "data.field.change": "$data_field",
    "data.field.remove": "$data_field",
    "data.contacts": "$data_draft|0",
    "data.contacts.right": "$data_draft",
    "data.next": "$ended_data",
    "data.totals": "$ended_data|0",
    "sheet.show": "$sheet|0",
    "sheet.part": "$sheet|0",
    "sheet.certify": "$filled",
    "sheet.log": "$filled|0",
    "sheet.choose": "$data",
    "sheet.reopen": "$ended_data",
    "obligation.page": "$meta|0",
    "obligation.new": "$meta",
    "obligation.change": "$obligation",
    "obligation.skip": "$obligation|2027-10-15",
    "obligation.end": "$obligation",
    "obligation.log": "$obligation",
    "obligation.contacts": "$draft|0",
}
CHANGING = {
    *("call.choose", "call.take_back"),
    *("history.undo", "history.undo.here"),
    *("agenda.pull", "agenda.unmerge", "deputy.end", "poll.open"),
    *("call.open", "call.discard", "call.csv", "call.repeat", "commitment.csv"),
    *("data.contacts.right", "data.next", "data.field.remove"),
    *("group.join", "group.leave", "group.leave.surely", "group.digest.now"),
    *("decision.take_back", "meeting.rsvp.yes"),
    *("story.submit", "story.discard", "story.revoke.quote", "story.revoke.name"),
    *("pause.end", "pause.cancel_meetings"),
    *("recorder.agree", "recorder.decline", "recorder.suggest"),
    *("minutes.next", "minutes.skip", "minutes.close", "minutes.undo", "minutes.files"),
    *("minutes.decline", "minutes.approve"),
    "seat.return",
    *("deliverable.done", "deliverable.reopen", "obligation.skip"),
    *("interest.withdraw", "candidate.add"),
    *("statement.publish", "statement.rows", "statement.files"),
    *("meeting.rsvp.no", "meeting.rsvp.maybe", "meeting.came", "meeting.schedule"),
    *("meeting.move.now", "task.done", "task.reopen", "task.take", "participation.csv"),
    *("participation.xlsx", "participation.rows.csv"),
    "meeting.calendar",
    *("deliveries.try_again", "deliveries.drop", "task.snooze.tomorrow", "task.snooze.monday"),
    *("library.merge.undo", "library.confirm"),
    *("partner.link", "partner.bounced", "page.own", "feed.replace"),
    *(
        "person.place",
        "person.move",
        "merge.confirm",
        "merge.undo",
        "console.same",
        "console.distinct",
    ),
}

ALTERNATIVES = {
    "call.change.send": {"opens", "opens_time"},
    "call.new.send": {"opens", "opens_time"},
    "data.field.new.send": {"choices"},
    "data.fields.send": {f"fields_{number}" for number in range(2, 9)},
    "handover.send": {"everything"},
    "interest.send": {"group"},
    "meeting.cancel.send": {"which"},
    "meeting.edit.send": {"which"},
    "merge.send": {"stays_apart"},
    "obligation.change.send": {"holder", "template", "remind_days"},
    "obligation.new.send": {"holder", "template", "owner", "remind_days"},
    "representative.appoint.send": {"topic", "partner"},
    "seat.appoint.send": {"partner", "reason"},
    "seat.extend.send": {"reason"},
    "statement.new.send": {"group"},
    "task.create": {"partner", "holder", "co_owners", "remind"},
    "task.due.send": {"remind"},
    "task.reassign.send": {"holder", "co_owners"},
}
"""Fields that a form has or leaves out otherwise than above: two ways to say the same, and what is
asked about a meeting of a series only.
"""
OFFER_FIELDS = ("contact", "pledge", "starts_on")
"""What the form of an answer has where the call is an offer: see ``test_offer_answers``."""
STORY_FIELDS = ("hides_group",)
"""What the form of a story has where its author serves in a private group."""
FIELDS = tuple(
    dict.fromkeys(
        name
        for form, (fields, _) in FORMS.items()
        for name in (*fields, *ALTERNATIVES.get(form, ()), *OFFER_FIELDS, *STORY_FIELDS)
    )
)
WRONG: tuple[Any, ...] = (
    *(
        {"a": "b"},
        3.5,
        True,
        "x" * 5000,
        [["x"]],
        [None],
        [{"value": "1"}],
        ["x" * 5000],
        ["x"] * 501,
    ),
)
"""What no field of any form is."""
TYPED = (
    *(
        "",
        "x",
        "-1",
        "0",
        "٣",
        "9" * 9,
        "9" * 30,
        "24:00",
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
    ),
    *("<!channel>", f"{NO_ROW}", "🂡" * 200),
)
"""Texts, any of which may be just what a field is for."""
ODD_CARRIED: tuple[Any, ...] = (
    *("x", "1", -1, 1.5, True, [], [1], {"id": 1}, LARGEST_ID, 2**31, 2**63, 10**30),
)
"""What nothing that is carried along ever was."""
ODD_PARTS = ("", " ", "x", "-1", "+1", "٣", "1.5", "9" * 10, "9" * 30, "2147483648", "1\u2009")
POLLS_AHEAD = ("poll.open", "poll.open.send", "poll.change")
TEXT_PARTS = {
    ("group.page", 1),
    ("decision.found.page", 2),
    ("story.page", 1),
    ("task.new", 0),
    ("minutes.list", 2),
    *(("participation.csv", 2), ("participation.xlsx", 2), ("participation.rows", 2)),
    # The row of an answer, which any number of a library may be.
    ("participation.rows.csv", 1),
    *(("commitment.page", 1), ("commitment.csv", 1)),
    ("group.which", "command"),
    ("group.which", "text"),
    *((name, part) for name in POLLS_AHEAD for part in ("nudges", "required")),
}
"""Words that were searched for, where a form begins to be filled in, and what a period is called.
"""
NUMBER_PARTS = {
    *(("agenda.show", 2), ("agenda.page", 2), ("agenda.add", 2), ("agenda.order", 2)),
    ("proposal.page", 0),
    *(("minutes.page", 1), ("minutes.lines", 1), ("minutes.list", 1), ("minutes.next", 1)),
    *(("minutes.skip", 1), ("minutes.write.send", "seen")),
    ("handover.send", "start"),
    *(("decision.found.page", 0), ("story.page", 0)),
    *(("decision.page", 1), ("history.page", 2), ("task.due", 2), ("task.reassign", 2)),
    *(("task.show", 2), ("meeting.move.send", "sequence"), ("meeting.move.change", "sequence")),
    *(
        ("meeting.move.change", "minutes"),
        ("meeting.change", "minutes"),
        ("meeting.skip_holidays", "minutes"),
        ("poll.change", "minutes"),
    ),
}
"""Where to go on, where the button stands, and what is checked when the meeting is saved."""

STRICTER = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""It refuses what is too long, too large or of another type, where SQLite takes most."""


@kept
def world() -> dict[str, int]:
    """One row of each noun, with which Dag may do what the baseline does."""
    with unit_of_work() as session:
        people = cast(session)
        metadata = people.metadata
        serve(session, metadata, people.dag)
        ahead = meeting(session, metadata)
        begun = meeting(session, metadata, NOW - timedelta(minutes=20), title="Held")
        kept = meeting(session, metadata, NOW - DAY, title="Kept", place="Room 2, https://x.test/1")
        meetings.record_attendance(session, kept, {people.ann.id}, by=people.dag, now=NOW)
        office = session.get_one(Organization, people.dag.organization_id)
        stand_in = person(session, "Sam Stand", at=office, slack_id="USAM")
        sent = meeting(session, metadata, NOW + 41 * DAY, title="Sent")
        minuted = meeting(session, metadata, NOW + 40 * DAY, title="Minuted")
        session.add(
            RecorderTurn(
                meeting_id=minuted.id,
                person_id=people.dag.id,
                state=RecorderState.SUGGESTED,
                changed_at=NOW,
            )
        )
        question = Question(
            group_id=metadata.id, wording="Who pays?", raised_by=people.ann.id, raised_at=NOW
        )
        session.add(question)
        decided = decisions.write_down(
            session, metadata, decided=["No file", "One file"], by=people.ann, now=NOW
        )
        decided.decisions[1].kind = DecisionKind.ACCESS
        vacant, seat, away = (
            seats.add(session, metadata, SeatFacts(term_months=12), by=people.ann, now=NOW)
            for _ in range(3)
        )
        term, absent, follows = (
            seats.appoint(session, place, metadata, who, first=first, by=people.ann, now=NOW)
            for place, who, first in (
                (seat, people.ben, NOW.date()),
                (away, people.gil, NOW.date()),
                (away, people.cleo, date(2027, 7, 1)),
            )
        )
        seats.set_leave(
            session,
            metadata,
            absent,
            first=NOW.date(),
            last=None,
            acting=None,
            by=people.ann,
            now=NOW,
        )
        topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
        speaks = representatives.appoint(
            session,
            people.tunxis,
            RepresentedSubject(topic.name, topic_id=topic.id),
            RepresentationKind.REPRESENTATIVE,
            people.cleo,
            by=people.dag,
            now=NOW,
        ).row
        draft, call, unit = _calls(session, people)
        offered, sold, bound = _offers(session, people)
        in_minutes = _minutes(session, people)
        old, gone = person(session, "Pia Ponds"), person(session, "Gone Away", slack_id="UGONE")
        gone.is_active = False
        session.flush()
        merge = merging.merge(session, people.pia, old, by=people.dag, now=NOW)
        former = organization(session, "former")
        about = Subject.of(former)
        kind = ReversibleKind.LIBRARY_MERGE
        with undoing.recorded(session, kind, about=about, by=people.dag, now=NOW):
            organizations.merge(session, former, people.central, by=people.dag, now=NOW)
        outbox.post(session, {"text": "Hello"}, to=to("CMETA"), key=key("lost"), now=NOW)
        session.flush()
        for row in session.exec(select(OutboxMessage)):
            row.state, row.error = OutboxState.DEAD, "is_archived"
        courier = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
        serve(session, courier, people.ben)
        by_ann = access.standing(session, people.ann, NOW)
        deputies.name(session, courier, people.ben, last=date(2026, 12, 31), by=by_ann)
        asking = group(session, "Asking", chair=people.ann, channel_id="CASK")
        data_draft, data, ended = _data_calls(session, people)
        sheet, filled = data_sheets.grid(session, data, access.standing(session, people.dag, NOW))
        polled, answerable, answered = _answered_by_dag(session, people, asking)
        rows: dict[str, Any] = {
            "meta": metadata,
            "bare": groups.start(
                session,
                groups.Charge("Bare", "working group", "Looks.", "", channel_is_private=False),
                chair=people.ann,
                by=people.dag,
                now=NOW,
                needs_channel=False,
            ),
            "courier": courier,
            "data_draft": data_draft,
            "data_field": data_fields.fields_of(session, data_draft)[0],
            "data": data,
            "ended_data": ended,
            "sheet": sheet.unit,
            "filled": filled.unit,
            "last_value": _last_value(session, filled.unit),
            "ended_sheet": calls.units_of(session, ended)[0],
            "polled": polled,
            "answerable": answerable,
            "answered": answered,
            "mine": _task(people.dag, metadata.id),
            "free": _task(None, metadata.id),
            "left": _task(gone, metadata.id),
            "past": _task(people.dag, metadata.id, done_at=NOW - DAY, done_by=people.dag.id),
            "topic": topic,
            "draft": draft,
            "call": call,
            "unit": unit,
            "offered": offered,
            "sold": sold,
            "bound": bound,
            "speaks": speaks,
            "vacant": vacant,
            "seat": seat,
            "away": away,
            "term": term,
            "follows": follows,
            "ahead": ahead,
            "begun": begun,
            "kept": kept,
            "minuted": minuted,
            "pause": GroupPause(
                group_id=metadata.id,
                first_on=date(2027, 5, 1),
                last_on=date(2027, 5, 31),
                set_by=people.ann.id,
                set_at=NOW,
            ),
            "off": meeting(session, metadata, NOW + 170 * DAY, title="Off"),
            "sent": sent,
            "stand_in": stand_in,
            "on_agenda": AgendaItem(
                group_id=metadata.id,
                meeting_id=ahead.id,
                title="Courier price",
                proposed_by=people.ann.id,
                proposed_at=NOW,
                waits_since=NOW,
            ),
            **in_minutes,
            "question": question,
            "item": _item("Minutes of May", metadata, people.ann, is_consent=True),
            "merged_item": _merged(session, metadata, people.ann),
            "queued": _item("Courier", metadata, people.ann),
            "earlier": decided.decisions[0],
            "decision": decided.decisions[1],
            "story": _story(people.dag, submitted_at=NOW),
            "story_draft": _story(people.dag),
            "direction": people.collections,
            "ann": people.ann,
            "ben": people.ben,
            "cleo": people.cleo,
            "pia": people.pia,
            "gone": gone,
            "lost": person(session, "Lou Lost"),
            "double": person(session, "Benjamin Brook"),
            "by_mail": person(session, "Mia Mail", at=people.tunxis),
            "merge": merge,
            "deliverable": Deliverable(group_id=metadata.id, title="Rules", created_at=NOW),
            "finished": Deliverable(
                group_id=metadata.id, title="Norms", done_on=NOW.date(), created_at=NOW
            ),
            "poll": _poll(session, people),
            **_statements(session, people),
            "obligation": Obligation(
                group_id=metadata.id,
                title="Statistics",
                kind=ObligationKind.TASK,
                rhythm="every October 15",
                lead_days=30,
                done_through=NOW.date(),
                drafted_by=people.ann.id,
                drafted_at=NOW,
            ),
            "proposal": GroupProposal(
                name="Discovery",
                kind=GroupKind.TASK_FORCE,
                proposed_by=people.dag.id,
                proposed_at=NOW,
                **ANSWERS,
            ),
            "edit": HistoryEntry(
                at=NOW,
                by_id=people.dag.id,
                action="group.changed",
                subject=str(Subject.of(metadata)),
                group_id=metadata.id,
                before={"charge": "Writes norms."},
                after={"charge": metadata.charge},
            ),
            "merged": former,
            "central": people.central,
            "tunxis": people.tunxis,
            "writing": people.writing_center,
        }
        session.add_all(rows.values())
        session.flush()
        interested(session, metadata, people.cleo)
        interested(session, rows["courier"], people.dag)
        return {name: row.id for name, row in rows.items()}


def _story(author: Person, *, submitted_at: datetime | None = None) -> Story:
    """For the public, and with both permissions; a draft where it was not submitted."""
    facts: dict[str, Any] = {
        **dict.fromkeys(STORY_TEXTS, "Words"),
        "audience": StoryAudience.PUBLIC,
        "state": StoryState.SUBMITTED if submitted_at else StoryState.DRAFT,
        "submitted_at": submitted_at,
        **{"quotable_by": author.id, "quotable_at": NOW},
        **{"nameable_by": author.id, "nameable_at": NOW},
    }
    return Story(title="A seat kept", author_id=author.id, created_at=NOW, **facts)


def _item(title: str, group: Group, by: Person, *, is_consent: bool = False) -> AgendaItem:
    """An item that waits for the next meeting."""
    facts: dict[str, Any] = {"proposed_by": by.id, "proposed_at": NOW, "waits_since": NOW}
    return AgendaItem(group_id=group.id, title=title, is_consent=is_consent, **facts)


def _merged(session: Session, group: Group, by: Person) -> AgendaItem:
    """An item that is part of another one."""
    part, whole = _item("Vans", group, by), _item("Deliveries", group, by)
    session.add_all((part, whole))
    session.flush()
    agendas.merge(session, part, whole, by=by, now=NOW)
    return part


def _minutes(session: Session, people: Cast) -> dict[str, Any]:
    """Meetings of the last days with minutes in each state, a line of each, and a correction that
    waits.
    """
    by: dict[str, Any] = {"by": people.dag, "now": NOW}
    item = AgendaItem(
        group_id=people.metadata.id,
        title="Norms",
        proposed_by=people.dag.id,
        proposed_at=NOW,
        waits_since=NOW,
    )
    session.add(item)
    found: dict[str, Any] = {"running_item": item}
    for days, name in enumerate(("running", "drafted", "circulated", "unapproved", "approved"), 1):
        held = meeting(session, people.metadata, NOW - days * DAY, title=name.title())
        found[name] = held
        [line] = minutes.write(session, held, MinuteLineKind.NOTE, [name.title()], **by)
        found[f"{name}_line"] = line
        if name != "running":
            minutes.close(session, held, **by)
        if name not in ("running", "drafted"):
            minutes.circulate(session, held, is_public=False, **by)
    item.meeting_id = found["running"].id
    minutes.begin(session, found["running"], **by)
    correction, _ = minutes.propose(
        session,
        found["circulated"],
        "Otherwise",
        line=found["circulated_line"],
        by=people.ben,
        now=NOW,
    )
    minutes.approve(session, found["approved"], found["running"], **by)
    return found | {"correction": correction}


def _calls(session: Session, people: Cast) -> tuple[Call, Call, CallUnit]:
    """A draft to libraries, and an open call to the seats of the group, with a unit of that."""
    of_seats = replace(CALL_FACTS, unit_kind=UnitKind.SEAT, kind=CallKind.PLAIN)
    draft, call = (
        calls.draft(session, people.metadata, facts, by=people.ann, now=NOW)
        for facts in (CALL_FACTS, of_seats)
    )
    units = calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    return draft, call, units[0]


def _offers(session: Session, people: Cast) -> tuple[Call, Call, Commitment]:
    """The draft of an offer without terms, and one that went ahead, with what binds Central."""
    offered, sold = (
        calls.draft(session, people.metadata, OFFER_FACTS, by=people.ann, now=NOW) for _ in range(2)
    )
    calls.declare(session, sold, OFFER_TERMS, by=people.ann, now=NOW)
    units = calls.open_call(session, sold, people.metadata, by=people.dag, now=NOW)
    joins = calls.NewAnswer(("join",))
    calls.record_told(session, sold, units[0], joins, by=people.dag, now=NOW)
    calls.close(session, sold, people.metadata, now=NOW)
    bound = session.exec(select(Commitment)).one()
    return offered, sold, bound


def _poll(session: Session, people: Cast) -> Poll:
    """An open poll of a weekly pattern, to which nobody has answered."""
    plan = PollPlan(
        "Norms review",
        45,
        "UTC",
        (SlotTime(weekday=0, at=time(14)), SlotTime(weekday=3, at=time(15))),
        closes_at=NOW + timedelta(days=3),
        kind=PollKind.WEEKDAYS,
        first_on=NOW.date(),
        last_on=date(2027, 1, 19),
    )
    return polls.open_poll(session, people.metadata, plan, {people.ben.id}, by=people.ann, now=NOW)


def _data_calls(session: Session, people: Cast) -> tuple[Call, Call, Call]:
    """A draft of a data call; an open one, of which the sheet of Tunxis is filled in; and one that
    has closed.
    """
    drafts = [
        calls.draft(session, people.metadata, DATA_FACTS, by=people.dag, now=NOW) for _ in range(3)
    ]
    for call in drafts:
        data_fields.declare(session, call, DATA_FIELDS, by=people.dag, now=NOW)
    draft, data, ended = drafts
    for call in (data, ended):
        units = calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
        values = ("5", "Own", "") if call is data else ("", "", "Later")
        fill(session, units[1], people.dag, values, capacity=Capacity.MANAGER)
    calls.close(session, ended, people.metadata, now=NOW)
    return draft, data, ended


def _last_value(session: Session, unit: CallUnit) -> SheetValue:
    """The last thing that was filled into a sheet."""
    statement = select(SheetValue).where(SheetValue.unit_id == unit.id)
    return session.exec(statement.order_by(col(SheetValue.id).desc()).limit(1)).one()


def _answered_by_dag(
    session: Session, people: Cast, asking: Group
) -> tuple[Call, CallUnit, CallUnit]:
    """A call to the seat in which Dag sits, its unit, and that of another, which has answered."""
    place = seats.add(session, asking, SeatFacts(term_months=12), by=people.ann, now=NOW)
    seats.appoint(session, place, asking, people.dag, first=NOW.date(), by=people.ann, now=NOW)
    facts = CallFacts(
        "Who drives?",
        unit_kind=UnitKind.SEAT,
        if_silent=IfSilent.NO_ANSWER,
        closes_at=NOW + timedelta(days=9),
    )
    polled, call = (calls.draft(session, asking, facts, by=people.dag, now=NOW) for _ in range(2))
    [answerable] = calls.open_call(session, polled, asking, by=people.dag, now=NOW)
    [answered] = calls.open_call(session, call, asking, by=people.dag, now=NOW)
    calls.answer(
        session,
        call,
        answered,
        calls.NewAnswer(("yes",)),
        by=people.dag,
        capacity=Capacity.HOLDER,
        door=AnswerDoor.SLACK,
        now=NOW,
    )
    return polled, answerable, answered


def _statements(session: Session, people: Cast) -> dict[str, ValueStatement]:
    """A draft, and a published statement of which the words were changed since."""
    found = {}
    for name, library in (("statement", people.tunxis), ("published", people.central)):
        scope = StatementScope(
            StatementKind.LIBRARY, date(2025, 7, 1), date(2026, 6, 30), "last year", library
        )
        row, _is_new = value_statements.draft(
            session, scope, by=people.dag, now=NOW, today=NOW.date()
        )
        found[name] = row
    value_statements.publish(session, row, scope, by=people.dag, now=NOW, today=NOW.date())
    session.add(
        StatementText(
            statement_id=row.id,
            part=StatementPart.OPENING,
            wording="New words",
            changed_by=people.dag.id,
            changed_at=NOW,
        )
    )
    return found


def _task(owner: Any, group_id: int, **more: Any) -> Task:
    owner_id = owner.id if owner else None
    return Task(
        title="Review",
        owner_id=owner_id,
        due_on=date(2026, 11, 27),
        group_id=group_id,
        created_at=NOW - 9 * DAY,
        **more,
    )


def with_ids(found: Any, ids: dict[str, int], as_text: bool = True) -> Any:
    """A value of the tables above with the ids of this world."""
    if isinstance(found, dict):
        return {name: with_ids(item, ids, as_text) for name, item in found.items()}
    if isinstance(found, list):
        return [with_ids(item, ids, as_text) for item in found]
    if not isinstance(found, str) or "$" not in found:
        return found
    if found.removeprefix("$") in ids and not as_text:
        return ids[found.removeprefix("$")]
    parts = [str(ids[part[1:].rstrip("!")]) if "$" in part else part for part in found.split("|")]
    return "|".join(parts)


@pytest.fixture
def ids(database: Engine, with_pages: None) -> dict[str, int]:
    return world()


@pytest.fixture
def before(ids: dict[str, int]) -> Iterator[Rows]:
    """What the world goes back to when something was accepted."""
    with held() as rows:
        yield rows


@pytest.fixture
def door(before: Rows, caplog: pytest.LogCaptureFixture) -> Iterator[Door]:
    """Nothing that comes through it may fail."""
    caplog.set_level(logging.ERROR)
    yield Door(FIELDS, Slack(channels=("CNEW",)))
    assert [record.getMessage() for record in caplog.get_records("call")] == []


def sent(door: Door, name: str, fields: dict[str, Any], carried: dict[str, Any]) -> Any:
    """Send a form: None where it is accepted, else the fields that are refused, or its words."""
    door.send(name, fields, json.dumps(carried))
    answer = door.answers[-1]
    if answer["response_action"] == "errors":
        return [*answer["errors"]]
    return None if answer["response_action"] == "update" else json.dumps(answer["view"])


def was_refused(door: Door) -> bool:
    return "Nothing was changed." in json.dumps(door.slack.shown[-1])


def test_every_form_and_button_has_a_baseline() -> None:
    assert FORMS.keys() == {*TABLE.modals, group_views.WHICH}
    assert BUTTONS.keys() == {*TABLE.buttons}


def test_every_form_as_people_send_it_is_accepted_and_changes_something(
    ids: dict[str, int], door: Door, before: Rows
) -> None:
    for name, (fields, carried) in FORMS.items():
        refused = sent(door, name, with_ids(fields, ids), with_ids(carried, ids, as_text=False))
        assert refused is None, name
        assert (everything() != before) is (name not in SAYS_BACK), name
        restore(before)
        assert everything() == before


def test_a_form_with_one_field_of_a_wrong_type_is_refused_beside_that_field(
    ids: dict[str, int], door: Door, before: Rows
) -> None:
    accepted = []
    for name, (fields, carried) in FORMS.items():
        good, private = with_ids(fields, ids), with_ids(carried, ids, as_text=False)
        for field in (*fields, *ALTERNATIVES.get(name, ())):
            for odd in WRONG:
                refused = sent(door, name, good | {field: odd}, private)
                if refused != [field]:
                    accepted.append((name, field, odd, refused))
        assert everything() == before, name
    assert accepted == [], "\n".join(map(repr, accepted))


@STRICTER
def test_a_form_with_one_odd_text_never_fails_and_changes_nothing_when_it_is_refused(
    ids: dict[str, int], door: Door, before: Rows
) -> None:
    for name, (fields, carried) in FORMS.items():
        good, private = with_ids(fields, ids), with_ids(carried, ids, as_text=False)
        for field, usual in good.items():
            for text in TYPED:
                odd = [text] if isinstance(usual, list) else text
                if sent(door, name, good | {field: odd}, private) is None:
                    restore(before)
        assert everything() == before, name


def test_a_form_with_one_odd_thing_carried_along_is_refused(
    ids: dict[str, int], door: Door, before: Rows
) -> None:
    accepted = []
    for name, (fields, carried) in FORMS.items():
        good, private = with_ids(fields, ids), with_ids(carried, ids, as_text=False)
        for field in carried:
            for odd in ODD_CARRIED:
                if is_free(name, field, odd):
                    continue
                if sent(door, name, good, private | {field: odd}) is None:
                    accepted.append((name, field, odd))
                    restore(before)
        assert everything() == before, name
    assert accepted == [], "\n".join(map(repr, accepted))


def test_every_button_as_it_stands_on_a_message_is_accepted(
    ids: dict[str, int], door: Door, before: Rows
) -> None:
    for name, value in BUTTONS.items():
        door.press(name, text_of(value, ids))
        assert not was_refused(door), (name, door.slack.shown[-1])
        assert (everything() != before) is (name in CHANGING), name
        restore(before)
    forms = {view["callback_id"]: view for view in door.slack.shown if view["callback_id"] in FORMS}
    assert len(forms) > 17
    for view in forms.values():
        check_offered(view, ids)


def check_offered(view: dict[str, Any], ids: dict[str, int]) -> None:
    """A baseline sends the fields that the form has, and chooses what it offers."""
    name = view["callback_id"]
    fields, carried = FORMS[name]
    inputs = {
        field_name(block["block_id"]): block["element"]
        for block in view["blocks"]
        if block["type"] == "input"
    }
    assert inputs.keys() ^ fields.keys() == ALTERNATIVES.get(name, set()), name
    assert json.loads(view["private_metadata"] or "{}").keys() ^ carried.keys() <= {"group"}, name
    for field in inputs.keys() & fields.keys():
        chosen = with_ids(fields[field], ids)
        if offered := {option["value"] for option in inputs[field].get("options", ())}:
            assert {*([chosen] if isinstance(chosen, str) else chosen)} <= offered, (name, field)


def text_of(value: Any, ids: dict[str, int]) -> str:
    """A button's value as it travels."""
    if isinstance(value, str):
        return str(with_ids(value, ids))
    return json.dumps(with_ids(value, ids, as_text=False))


@STRICTER
def test_a_button_with_one_odd_part_is_refused(
    ids: dict[str, int], door: Door, before: Rows
) -> None:
    accepted = []
    for name, value in BUTTONS.items():
        for odd in odd_texts(name, value, ids):
            door.press(name, odd)
            if not was_refused(door):
                accepted.append((name, odd))
                restore(before)
        assert everything() == before, name
    assert accepted == [], "\n".join(map(repr, accepted))


def odd_texts(button: str, value: Any, ids: dict[str, int]) -> Iterator[str]:
    """A value with each of its parts odd in turn, but for what may stand there."""
    if isinstance(value, str):
        parts = text_of(value, ids).split("|") if value else []
        for number in range(len(parts)):
            for odd in (*ODD_PARTS, str(NO_ROW), str(LARGEST_ID)):
                if not is_free(button, number, odd):
                    yield "|".join([*parts[:number], odd, *parts[number + 1 :]])
        return
    good = with_ids(value, ids, as_text=False)
    for name in good if isinstance(good, dict) else range(len(good)):
        for odd in ODD_CARRIED:
            if not is_free(button, name, odd):
                changed = good.copy()
                changed[name] = odd
                yield json.dumps(changed)


def is_free(name: str, part: str | int, odd: Any) -> bool:
    """Whether a part is a text or number of which any is in order until something is saved."""
    if isinstance(odd, str) and ((name, part) in TEXT_PARTS or part in ("title", "place")):
        return True
    return str(odd) in (str(NO_ROW), str(LARGEST_ID)) and (name, part) in NUMBER_PARTS
