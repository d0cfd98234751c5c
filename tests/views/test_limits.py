"""Every message and form at its largest realistic size, with the worst that people type.

A new view without a row fails. What each says is proved by the tests of its own module.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from models import (
    AgendaItem,
    AgendaItemState,
    AgendaPurpose,
    Attendance,
    AttendanceMode,
    Availability,
    Call,
    CallAnswer,
    CallKind,
    CallState,
    CallUnit,
    Consortium,
    Decision,
    DecisionReview,
    Deliverable,
    Direction,
    EquityAnswer,
    FeedKind,
    FormerName,
    Group,
    GroupAuthority,
    GroupKind,
    GroupPause,
    GroupProposal,
    GroupReminders,
    Holiday,
    Interest,
    InterestLevel,
    MakingOutcome,
    Meeting,
    MeetingStatus,
    MemberRole,
    Membership,
    Merge,
    Obligation,
    ObligationKind,
    ObligationMaking,
    Organization,
    OrganizationKind,
    Person,
    PollState,
    Preferences,
    ProposalStatus,
    Question,
    QuorumShare,
    RsvpAnswer,
    Seat,
    SunsetOutcome,
    SunsetReview,
    Topic,
)
from models.academic_terms import AcademicTerm
from models.agendas import AgendaEntry, GroupAgenda, ItemDraft, OpenAction
from models.answer_news import AlternateNews, RecorderNews
from models.balances import Balance, BalanceCounts, BalanceLine, GroupGap
from models.bar_charts import BarChart
from models.call_messages import AnswerNews, CallCard, UnitQuestion
from models.call_pages import CallPage, CallsThatEnd, DraftPage
from models.calls import (
    AnswerDoor,
    CallFacts,
    CallLine,
    Capacity,
    IfSilent,
    Respondent,
    Rules,
    Share,
    UnitKind,
    UnitLine,
    UnitVote,
    VoteMethod,
)
from models.chair_changes import ChairChange, ChairChangeKind
from models.confirmations import ConfirmationNotice
from models.console import FindingKind, FindingLine, FindingRules, FoundLines, LeftWork
from models.data_calls import DataCallFacts, SheetState
from models.decisions import (
    DecisionDraft,
    DecisionEntry,
    DecisionKind,
    DecisionPage,
    DecisionRecord,
    DecisionReviewLine,
    LaterDecision,
    OpenQuestion,
    RegisterLine,
    RegisterPage,
    RegisterQuery,
    RegisterTerm,
    ReplacementKind,
    ReviewOutcome,
    Settled,
)
from models.departures import Departure, LeftInGroup
from models.deputies import DeputyLine
from models.digests import DigestFacts
from models.ends_by_leaving import EndsByLeaving
from models.freshness import Freshness
from models.group_equity import GroupEquity, LibraryShare, ZoneHours
from models.group_records import GroupRecord
from models.handovers import HandedOver, HeldAtFormer, HeldItem, HeldKind, HeldPage, Passed
from models.history import HistoryEntry, HistoryLine, HistoryPage
from models.interests import Candidate, Candidates, LibraryBalance, OwnInterest
from models.meetings import (
    Cancelled,
    Checklist,
    Expected,
    HeldMeeting,
    MeetingForm,
    MeetingLine,
    MeetingReading,
    Moved,
    PartialAttendance,
    RecorderSuggestion,
    Summary,
    TurnsTaken,
)
from models.member_libraries import (
    FigurePair,
    FormerNameFacts,
    GivenWork,
    GroupMembers,
    LibraryLine,
    LibraryOverview,
    LibraryRecord,
    LibraryWork,
    LibraryYears,
    OpenCall,
    OpenWork,
    OrganizationFacts,
    PartnerBeside,
    ServiceEnd,
)
from models.merges import MergeLine, MergePreview, PossibleDuplicate
from models.messages import CONFIRM, DECLINABLE_IN_SLACK, SUNSET_NEAR, Key
from models.money import MOST_CENTS
from models.obligations import MadeLine, ObligationLine, UnitContacts
from models.offers import (
    JOINS,
    MORE_TIME,
    Commitment,
    CommitmentLine,
    CostFormula,
    Offer,
    OfferFacts,
    OfferPart,
    OfferReply,
    OfferRules,
    OfferView,
)
from models.participation import Cell, ReportChoice, Table
from models.partner_links import PassedLink
from models.polls import PollPage
from models.presence import MeetingQuorum
from models.proposals import ProposalLine
from models.representatives import (
    RepresentationKind,
    RepresentativeLine,
    RepresentedLibrary,
    RepresentedSubject,
    SubjectCount,
    SubjectLine,
)
from models.rosters import Absence, GroupLine, GroupOverview, RosterLine
from models.seats import DatedRoster, Gap, Incumbent, LeaveLine, SeatFacts, SeatLine, VacantSeats
from models.statement_figures import StatementFigure
from models.stories import (
    STORY_TEXT_LENGTH,
    STORY_TEXTS,
    STORY_TITLE_LENGTH,
    SharedStory,
    Story,
    StoryAudience,
    StoryDraft,
    StoryLine,
    StoryPage,
    StoryPermission,
    StoryState,
)
from models.subjects import Subject
from models.sunset_notices import SunsetNotice
from models.sunsets import ReviewLine
from models.tasks import TaskHolders, TaskLine, TaskPage, TaskScope
from models.term_notices import EndingTerm, TermNotice
from models.value_statements import StatementKind, StatementLine, ValueStatement
from models.voting_rights import VoteNews, VoteNotice, VoteState
from models.waiting import Waiting, WaitingCall, WaitingMeeting, WaitingPoll, WaitingTask
from models.welcome_packets import ChairPacket, SeriesRhythm
from sandbox.rules import check_message, check_view
from services import data_fields, library_work
from services.calls import facts_of, prospects, reckon, tally
from services.deliverables import MOST_DELIVERABLES
from services.handovers import SHOWN
from services.obligations import facts_of as obligations_facts
from tests.largest_data_calls import LargestData
from tests.largest_polls import LargestPolls
from tests.views import (
    test_deliveries,
    test_digests,
    test_minutes,
    test_reminders,
    test_value_statements,
)
from tests.views.things import (
    AT,
    MONDAY,
    NASTY,
    RIGHT_TO_LEFT,
    WEEK,
    decision,
    group,
    marked_up,
    meeting,
    person,
    question,
    task,
)
from views import (
    agendas,
    balances,
    calls,
    candidates,
    chairs,
    commitments,
    confirmations,
    console,
    consortium,
    data_sheets,
    decisions,
    deliverables,
    deliveries,
    departures,
    deputies,
    digests,
    feeds,
    group_channels,
    group_equity,
    groups,
    handovers,
    help,
    history,
    interests,
    links,
    meetings,
    merges,
    minutes,
    obligations,
    organizations,
    participation,
    partner_links,
    pauses,
    people,
    polls,
    preferences,
    presence,
    proposals,
    public_records,
    reminders,
    representatives,
    seats,
    stories,
    sunsets,
    tasks,
    value_statements,
    values,
    voting_rights,
    waiting,
)
from views.agendas import AgendaRights
from views.calls import answer_forms, cards
from views.polls import cards as poll_cards
from views.values import LARGEST_ID, RegisterAt, StoryListAt, TaskListAt

VIEWS = Path(consortium.__file__).parent
BUILDERS = {"elements", "inputs", "texts", "times", "values"}
"""Modules of which views are made, and which show nothing by themselves."""
IN_THEIR_OWN_TESTS: dict[ModuleType, ModuleType] = {
    deliveries: test_deliveries,
    minutes: test_minutes,
    reminders: test_reminders,
    value_statements: test_value_statements,
}
"""Modules whose own tests have every message at its largest."""
TYPED = {
    "plain": "x" * 200,
    "words": ("Plain words " * 20)[:200],
    "marks": NASTY,
    "right to left": RIGHT_TO_LEFT,
    "ampersands": "&" * 200,
    "brackets": "<" * 200,
    "stars": "*" * 200,
}
ZONE = "America/Argentina/ComodRivadavia"
ALL_RIGHTS = AgendaRights(
    may_add=True,
    may_chair=True,
    may_edit=lambda _item: True,
    may_pull=lambda item: item.is_consent,
)
ADDRESS = f"https://{'convene.' * 20}example.org/p/{'x' * 32}"
MANY = range(1, 151)


class Largest:
    """What a consortium has at its largest, where all is called the same.

    Its many rows are made when they are asked for: each view shows some of them.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.long = (name * 3)[:500]
        self.group = group(name)
        self.group.charge = (name * 5)[:1000]
        self.group.sponsor = self.group.reports_to = name
        self.group.authority, self.group.hours_a_month = GroupAuthority.DECIDES, 200
        self.group.sunset_on = MONDAY
        self.group.quorum = QuorumShare.MORE_THAN_HALF
        self.group.vote_lost_after = self.group.vote_regained_after = 12
        self.group.final_report = self.longest = (name * 15)[:3000]
        self.person = person(name)
        self.meeting = meeting(4, name, AT + WEEK, self.long)

    @cached_property
    def groups(self) -> list[Group]:
        return [self._group(number) for number in MANY]

    @cached_property
    def people(self) -> list[Person]:
        return [self._person(number) for number in MANY]

    @cached_property
    def partners(self) -> list[Person]:
        return [self._person(number, slack_id=None) for number in MANY]

    @cached_property
    def organizations(self) -> list[Organization]:
        return [self._library(number) for number in MANY]

    @cached_property
    def directions(self) -> list[Direction]:
        return [Direction(id=n, key=f"{n}", name=self.name) for n in MANY]

    @cached_property
    def tasks(self) -> list[TaskLine]:
        return [TaskLine(task(n, self.long), self.person, self.group) for n in MANY]

    @cached_property
    def holders(self) -> TaskHolders:
        seats = [(self._seat(number), self.group) for number in MANY]
        return TaskHolders(tuple(self.organizations), tuple(seats))

    def obligation(self, **facts: Any) -> Obligation:
        known: dict[str, Any] = {"id": 1, "group_id": 1, "kind": ObligationKind.TASK}
        known |= {"title": self.name, "details": self.long[:1000], "lead_days": 365}
        known |= {"rhythm": "the second Wednesday of each academic term", "drafted_by": 1}
        known |= {"done_through": MONDAY, "drafted_at": AT, "library_id": 1}
        return Obligation(**known | facts)

    def made(self, outcome: MakingOutcome = MakingOutcome.MADE) -> MadeLine:
        making = ObligationMaking(
            obligation_id=1, due_on=MONDAY, outcome=outcome, reason=self.long[:300], made_at=AT
        )
        return MadeLine(making, task(1, self.long))

    def obligations(self) -> list[ObligationLine]:
        return [
            ObligationLine(
                self.obligation(id=n, is_of_consortium=True),
                self.group,
                MONDAY,
                self.made(MakingOutcome.MISSED),
                holder=self.name,
                may_edit=True,
            )
            for n in range(1, 41)
        ]

    @cached_property
    def agenda(self) -> GroupAgenda:
        """A hundred items, half of them in the consent part, after many open actions."""
        entries = [self.item(number, is_consent=number <= 50) for number in range(1, 101)]
        actions = tuple(OpenAction(line, 2) for line in self.tasks)
        pulled = self.item(101, is_consent=True, pulled_by=1)
        off = tuple(self.item(number, is_put_off=True) for number in range(102, 110))
        return GroupAgenda(self.group, self.meeting, (*entries, pulled), actions, off)

    @property
    def cancelled_meeting(self) -> Meeting:
        cancelled = meeting(4, self.name, AT + WEEK)
        cancelled.status = MeetingStatus.CANCELLED
        return cancelled

    def item(self, number: int, **facts: Any) -> AgendaEntry:
        known: dict[str, Any] = {"id": number, "group_id": 1, "title": self.name, "minutes": 720}
        known |= {"purpose": AgendaPurpose.DECIDE, "papers": (self.name * 5)[:1000]}
        known |= {"state": AgendaItemState.OPEN, "times_carried": 112, "is_consent": False}
        pulled_by = self.person if facts.get("pulled_by") else None
        merged = (self.name, self.name)
        item = AgendaItem(**known | facts)
        return AgendaEntry(item, self.person, self.person, pulled_by, merged, item)

    def _seat(self, number: int) -> Seat:
        return Seat(id=number, group_id=1, label=self.name[:80], created_at=AT)

    @cached_property
    def decisions(self) -> list[Decision]:
        return [decision(n, self.long) for n in MANY]

    @cached_property
    def questions(self) -> list[Question]:
        return [question(n, self.long) for n in MANY]

    @cached_property
    def roster(self) -> list[RosterLine]:
        return [RosterLine(who, MemberRole.MEMBER, self.name, AT) for who in self.people]

    def _group(self, number: int) -> Any:
        found = group(self.name)
        found.id = number
        return found

    def _person(self, number: int, slack_id: str | None = "UANN") -> Person:
        return Person(id=number, name=self.name, slack_id=slack_id, zone=ZONE, created_at=AT)

    def _library(self, number: int) -> Organization:
        kind = OrganizationKind.LIBRARY
        return Organization(
            id=number, key=f"{number}", name=self.name, short_name=self.name[:60], kind=kind
        )

    @property
    def summary(self) -> Summary:
        return Summary(
            self.meeting,
            self.group,
            repeats="every month on the second Tuesday at 2:00 PM EST/EDT (America/New_York)",
            yes=self.people,
            no=self.people,
            maybe=self.people,
            not_answered=self.people,
            not_asked=self.partners,
            recorders={person.id: self.name for person in self.partners},
            without_slack=self.partners,
            came=self.people,
            takes_answers=True,
            takes_claims=True,
            attendance={line.person.id: line.row for line in self.partly},
            claimed_late=frozenset(person.id for person in self.people),
            has_list=True,
            recorder=self.name,
            alternates=[(somebody, somebody) for somebody in self.people],
            quorum=MeetingQuorum(900, 900, "voting members", 451),
        )

    @property
    def reading(self) -> MeetingReading:
        moments = ("Wednesday, September 30, 2026, 12:00–1:00 PM EST (America/New_York)",) * 4
        return MeetingReading(
            self.name, self.long, 60, moments, moments[0], "every Tuesday", is_without_reminder=True
        )

    @property
    def moved(self) -> Moved:
        return Moved(self.meeting, AT, ZONE, self.long, 300, self.people)

    @property
    def cancelled(self) -> Cancelled:
        return Cancelled([self.meeting] * 60, 12, ends_series=True, announced=True)

    @property
    def checklist(self) -> Checklist:
        expected = [
            Expected(somebody, MemberRole.MEMBER, f"{somebody.id // 20} {self.name}"[:60])
            for somebody in (*self.people, *self.partners)
        ]
        ids = frozenset(somebody.id for somebody in self.people)
        return Checklist(self.meeting, expected, set(ids), AT, ids)

    @property
    def partly(self) -> list[PartialAttendance]:
        """Sixty people, each of whom came late, left early and was remote."""
        return [
            PartialAttendance(
                somebody,
                Attendance(
                    meeting_id=1,
                    person_id=somebody.id,
                    recorded_by=1,
                    recorded_at=AT,
                    mode=AttendanceMode.REMOTE,
                    arrived_at=AT,
                    left_at=AT,
                ),
            )
            for somebody in self.people[:60]
        ]

    @property
    def pause(self) -> GroupPause:
        return GroupPause(
            id=LARGEST_ID,
            group_id=1,
            first_on=MONDAY,
            last_on=MONDAY,
            reason=self.name[:200],
            set_by=1,
            set_at=AT,
        )

    @property
    def proposal(self) -> ProposalLine:
        answers: dict[str, Any] = dict.fromkeys(proposals.QUESTIONS, self.longest[:1500])
        row = GroupProposal(
            id=LARGEST_ID,
            name=self.name,
            kind=GroupKind.STANDING_COMMITTEE,
            proposed_by=1,
            proposed_at=AT,
            status=ProposalStatus.PROPOSED,
            reason=self.long[:300],
            **answers,
        )
        return ProposalLine(row, self.person, self.name, self.group)

    @property
    def review(self) -> SunsetReview:
        return SunsetReview(
            group_id=1, outcome=SunsetOutcome.SPLIT, reason=self.longest, recorded_at=AT
        )

    @property
    def record(self) -> GroupRecord:
        line = ReviewLine(self.review, self.group, MONDAY, self.person, tuple(self.groups))
        return GroupRecord(
            self.group,
            tuple(
                Deliverable(id=n, group_id=1, title=self.name, due_on=MONDAY, created_at=AT)
                for n in range(1, MOST_DELIVERABLES + 1)
            ),
            self.proposal,
            (line,) * 9,
            tuple(self.groups),
            is_active=False,
        )

    @property
    def sunset_notice(self) -> SunsetNotice:
        key = Key(SUNSET_NEAR, Subject.of(self.group), ("20261124", "90"), Subject("person", 7))
        return SunsetNotice(self.person, self.group, MONDAY, 90, 89, key, AT)

    @property
    def overview(self) -> GroupOverview:
        return GroupOverview(self.group, self.directions[:10], self.roster, self.meeting, 999, 99)

    @property
    def packet(self) -> ChairPacket:
        questions = tuple(OpenQuestion(row, self.name) for row in self.questions)
        rhythm = SeriesRhythm(self.name, "every month on the second Tuesday at 2:00 PM EST/EDT")
        meetings = (self.meeting,) * 3
        return ChairPacket(
            self.overview,
            questions,
            (rhythm,) * 40,
            meetings,
            tuple(self.seat_lines),
            (self.chaired_seat,),
        )

    @property
    def chaired_seat(self) -> SeatLine:
        """A seat of another role, whose holder chairs the group."""
        sitting = Incumbent(
            LARGEST_ID, self.person, self.name, MemberRole.CO_CHAIR, MONDAY, MONDAY, MONDAY
        )
        return SeatLine(self.seat, self.group, self.name, sitting)

    @property
    def held_page(self) -> HeldPage:
        """Each in a group of its own, so that each has a heading."""
        items = tuple(
            HeldItem(
                HeldKind.SERIES,
                Subject("series", LARGEST_ID - number),
                self.groups[number],
                self.long,
                starts_at=AT,
            )
            for number in range(SHOWN)
        )
        return HeldPage(self.person, items, 99_999, 999_999, self.group)

    @property
    def handed_over(self) -> HandedOver:
        passed = tuple(Passed(item, self.people[1]) for item in self.held_page.items)
        return HandedOver(passed, skipped=99)

    @property
    def held_at_former(self) -> HeldAtFormer:
        spoke_on, items = (self.name,) * 30, self.held_page.items * 3
        return HeldAtFormer(self.organizations[0], True, spoke_on, items, asking=5)

    @property
    def topic(self) -> Topic:
        return Topic(id=1, name=self.name[:80], name_key="", created_at=AT)

    @property
    def vote(self) -> Call:
        return Call(
            id=1,
            group_id=1,
            kind=CallKind.VOTE,
            question=(self.name * 2)[:300],
            details=self.longest,
            papers="\n".join([f"https://x.example/{self.name}"[:240]] * 4),
            unit_kind=UnitKind.VOTING_UNIT,
            method=VoteMethod.CHOICE,
            choices=tuple(f"{number}{self.name}"[:75] for number in range(10)),
            quorum=Share.TWO_THIRDS,
            if_silent=IfSilent.NO_ANSWER,
            is_hidden=False,
            state=CallState.OPEN,
            closes_at=AT + WEEK,
            reason=self.long[:300],
            seats_without_vote=200,
            drafted_by=1,
            drafted_at=AT,
        )

    @property
    def call_card(self) -> CallCard:
        votes = [UnitVote((choice,)) for choice in self.vote.choices] * 20
        count = tally(Rules.of(self.vote), votes)
        return CallCard(self.vote, self.group, 200, 200, count, self.person, self.name)

    @property
    def ended_card(self) -> CallCard:
        card = replace(self.call_card, call=self.vote)
        card.call.state, card.call.closed_at, card.call.closed_by = CallState.CLOSED, AT, 1
        return card

    @property
    def unit_question(self) -> UnitQuestion:
        unit = CallUnit(id=1, call_id=1, organization_id=1, name=self.name[:200])
        return UnitQuestion(self.call_card, unit, self.call_answer, self.person)

    @property
    def units(self) -> list[CallUnit]:
        return [CallUnit(id=n, call_id=1, name=self.name[:200]) for n in range(1, 201)]

    @property
    def call_answer(self) -> CallAnswer:
        return CallAnswer(
            unit_id=1,
            choices=self.vote.choices,
            comment=self.long,
            person_id=1,
            capacity=Capacity.REPRESENTATIVE,
            door=AnswerDoor.PHONE,
            given_at=AT,
        )

    @property
    def represented(self) -> tuple[RepresentedSubject, RepresentativeLine]:
        kind = RepresentationKind.REPRESENTATIVE
        line = RepresentativeLine(1, self.person, kind, MONDAY, MONDAY, is_current=True)
        return RepresentedSubject(self.name[:80], topic_id=1), line

    @property
    def subject_lines(self) -> list[SubjectLine]:
        subject, line = self.represented
        gone = replace(line, id=2, trouble="is not in that private group")
        ahead = tuple(replace(line, id=3 + at, is_current=False) for at in range(9))
        return [
            SubjectLine(replace(subject, group_id=number, topic_id=None), line, gone, ahead)
            for number in MANY
        ]

    @property
    def library(self) -> LibraryOverview:
        row = self._library(1)
        row.category, row.zone, row.staff_size = self.name[:60], ZONE, 99_999
        row.active_until = MONDAY
        short_name = self.name[:60]
        former = FormerName(
            organization_id=1, name=self.name, short_name=short_name, used_until=MONDAY
        )
        members = tuple((member, MemberRole.CO_CHAIR) for member in self.people)
        return LibraryOverview(
            row,
            former_names=(former,) * 40,
            merged=tuple(self.organizations),
            heir=self.organizations[1],
            voting_unit=self.name,
            shares_vote_with=(short_name,) * 200,
            directors=tuple(self.people),
            people=5000,
            in_no_group=tuple(self.people),
            groups=tuple(GroupMembers(found, members) for found in self.groups),
            holidays=tuple(Holiday(day=MONDAY, name=self.name) for _ in range(5)),
            owes=tuple(OpenWork(found, 9999, 999) for found in self.groups),
            gave=GivenWork("fiscal year 2027 to date", (("meetings attended", 99_999),) * 3),
            is_active=False,
        )

    @property
    def group_equity(self) -> GroupEquity:
        shares = (LibraryShare(self.name[:60], 0, 200), LibraryShare("", 1, 1)) * 100
        return GroupEquity(
            self.group,
            *(200, 200, shares, shares, shares, MONDAY, 9_999),
            (ZoneHours(ZONE, 5000, 9_999),) * 99,
            5000,
            (self.name,) * 99,
            self.proposal.proposal,
        )

    @property
    def balance(self) -> Balance:
        rows = self.organizations
        for row in rows:
            row.staff_size = 1
        names = tuple(row.short_name for row in rows)
        gaps = tuple(GroupGap(group, names, tuple(self.candidates.lines)) for group in self.groups)
        counts = BalanceCounts(99_999, 99_999, 99_999, 99_999, 99_999)
        lines = tuple(BalanceLine(row, counts) for row in rows)
        return Balance(lines, MONDAY, names, names, names, gaps)

    @property
    def library_years(self) -> LibraryYears:
        pairs = [
            FigurePair(StatementFigure(row, MOST_CENTS), MOST_CENTS)
            for row in library_work.counted_figures()
        ]
        return LibraryYears(self.name, MONDAY, MONDAY, tuple(pairs))

    @property
    def library_work(self) -> LibraryWork:
        statement = ValueStatement(
            id=LARGEST_ID,
            kind=StatementKind.LIBRARY,
            first_day=MONDAY,
            last_day=MONDAY,
            label=self.name[:100],
            drafted_by=1,
            drafted_at=AT,
        )
        names = (self.name,) * 40
        return LibraryWork(
            ends=tuple(
                ServiceEnd(who, self.group, MemberRole.CO_CHAIR, MONDAY) for who in self.people
            ),
            open_calls=(OpenCall(self.call(), self.name, has_answered=False),) * 50,
            partners=tuple(PartnerBeside(who, self.name, names) for who in self.people),
            statements=(StatementLine(statement, self.long[:400]),) * 40,
        )

    @property
    def library_lines(self) -> list[LibraryLine]:
        heads = (self.name,) * 9
        return [
            LibraryLine(row, self.name, 5000, 500, heads, heir=self.name, is_active=False)
            for row in self.organizations
        ]

    @property
    def library_facts(self) -> OrganizationFacts:
        return OrganizationFacts(
            name=self.name,
            short_name=self.name[:60],
            kind=OrganizationKind.LIBRARY,
            category=self.name[:60],
            zone=ZONE,
            staff_size="99999",
            active_from=MONDAY,
            active_until=MONDAY,
            voting_unit=self.name,
            former_names=(FormerNameFacts(self.name),) * 9,
        )

    @property
    def lines(self) -> list[GroupLine]:
        return [GroupLine(found, 300, 19, MemberRole.CO_CHAIR) for found in self.groups]

    @property
    def seat(self) -> Seat:
        label, category = self.name[:80], self.name[:60]
        return Seat(
            id=1,
            group_id=1,
            role=MemberRole.REPRESENTATIVE,
            label=label,
            category=category,
            term_months=120,
            term_limit=20,
            hours_a_month=200,
            created_at=AT,
        )

    @property
    def term(self) -> Membership:
        return Membership(id=LARGEST_ID, group_id=1, person_id=1, since=AT)

    @property
    def seat_lines(self) -> list[SeatLine]:
        leave = LeaveLine(MONDAY, MONDAY, self.person)
        sitting = Incumbent(
            LARGEST_ID,
            self.person,
            self.name,
            MemberRole.REPRESENTATIVE,
            MONDAY,
            MONDAY,
            MONDAY,
            is_held_over=True,
            leave=leave,
        )
        line = SeatLine(
            self.seat, self.group, self.name, sitting, sitting, Gap.ENDING, has_lost_vote=True
        )
        return [line] * 40

    @property
    def candidates(self) -> Candidates:
        interest = Interest(
            person_id=LARGEST_ID,
            group_id=LARGEST_ID,
            level=InterestLevel.TAKE_PART,
            note="<" * 300,
            given_on=MONDAY,
            stands_until=MONDAY,
        )
        seats_of_all = (self.seat,) * 40
        line = Candidate(
            interest, self.group, self.person, self.name, fits=seats_of_all, others=seats_of_all
        )
        balance = LibraryBalance((self.name,) * 200, (self.name,) * 200)
        return Candidates((line,) * 40, tuple(self.seat_lines), self.group, balance)

    @property
    def own_interests(self) -> list[OwnInterest]:
        return [OwnInterest(self.candidates.lines[0].interest, found) for found in self.groups]

    @property
    def dated_roster(self) -> DatedRoster:
        sitting = [line.incumbent for line in self.seat_lines if line.incumbent]
        return DatedRoster(self.group, MONDAY, tuple(self.seat_lines), tuple(sitting * 3))

    @property
    def decision_page(self) -> DecisionPage:
        entries: tuple[DecisionEntry, ...] = (
            *(OpenQuestion(found, self.name) for found in self.questions[:5]),
            *(
                Settled(found, self.name, earlier=self.long, later=self.later_decisions)
                for found in self.decisions[:5]
            ),
        )
        return DecisionPage(entries, questions=500, decisions=5000, offset=0)

    @property
    def later_decisions(self) -> tuple[LaterDecision, ...]:
        return tuple(
            LaterDecision(row.id, row.wording, row.recorded_at, ReplacementKind.AMENDS)
            for row in self.decisions[:20]
        )

    @property
    def decision_record(self) -> DecisionRecord:
        row = decision(1, self.long)
        row.reason = row.options = row.consulted = self.longest[:1500]
        row.kind, row.authority = DecisionKind.MONEY, GroupAuthority.ADVISES
        row.reports_to, row.review_on = self.name, AT.date()
        row.replaces_id, row.replacement = 2, ReplacementKind.REPLACES
        answer = EquityAnswer(
            decision_id=1,
            affected=self.long,
            absent=self.long,
            signs=self.long,
            answered_by=1,
            answered_at=AT,
        )
        review = DecisionReview(
            decision_id=1,
            outcome=ReviewOutcome.ANOTHER_LOOK,
            comment=self.longest[:1000],
            reviewed_by=1,
            reviewed_at=AT,
        )
        return DecisionRecord(
            row,
            self.group,
            recorded_by=self.name,
            meeting=self.name,
            held_at=AT,
            zone=ZONE,
            question=self.long,
            earlier=decision(2, self.long),
            later=self.later_decisions,
            libraries=tuple(self.organizations),
            equity=answer,
            reviews=(DecisionReviewLine(review, self.name, answer),) * 20,
        )

    @property
    def register_page(self) -> RegisterPage:
        terms = tuple(RegisterTerm(self.name, names=self.name) for _ in range(20))
        settled = Settled(
            self.decision_record.decision,
            self.name,
            AT,
            ZONE,
            earlier=self.long,
            later=self.later_decisions,
        )
        return RegisterPage(
            RegisterQuery(terms, self.group, period=self.name),
            (RegisterLine(settled, self.group),) * 10,
            count=20_000,
            offset=0,
        )

    @property
    def absence(self) -> Absence:
        return Absence(tuple(self.people), may_invite=True)

    @property
    def left(self) -> list[LeftInGroup]:
        tasks = tuple(task(n, self.long) for n in MANY)
        return [LeftInGroup(found, tasks, was_chair=True, has_chair=False) for found in self.groups]

    @property
    def merge(self) -> MergeLine:
        merge = Merge(id=1, kept_id=1, merged_id=2, merged_at=AT, merged_by=3, moved=[])
        return MergeLine(merge, self.people[0], self.people[1])

    @property
    def table(self) -> Table:
        rows: tuple[tuple[Cell, ...], ...] = tuple((self.name, *[1_234_567] * 6) for _ in MANY)
        columns = ("Library", *[f"Meetings attended {number}" for number in range(6)])
        bars = BarChart(self.name, (self.name,) * 20, (10**9,) * 20, self.name)
        return Table(self.name, columns, rows, self.long, chart=bars)

    @property
    def waiting(self) -> Waiting:
        ahead = [WaitingMeeting(self.meeting, self.name, None) for _ in MANY]
        open_tasks = [WaitingTask(task(n, self.long), self.name) for n in MANY]
        call = self.call()
        unanswered = [WaitingCall(line.unit, call) for line in self.call_lines()]
        polled = [WaitingPoll(self.polls.poll(), self.name) for _ in MANY]
        return Waiting(open_tasks, ahead, ahead, calls=unanswered, polls=polled)

    @property
    def digest(self) -> DigestFacts:
        return replace(test_digests.full(self.name, self.name, 100), story=self.shared_story)

    @property
    def shared_story(self) -> SharedStory:
        text = self.longest[:STORY_TEXT_LENGTH]
        texts: dict[str, Any] = dict.fromkeys(STORY_TEXTS, text)
        title = self.longest[:STORY_TITLE_LENGTH]
        return SharedStory(
            id=LARGEST_ID,
            title=title,
            submitted_on=AT.date(),
            audience=StoryAudience.PUBLIC,
            **texts,
        )

    def story_line(self, number: int = 1, **facts: Any) -> StoryLine:
        usual: dict[str, Any] = {
            "id": number,
            "title": self.longest[:STORY_TITLE_LENGTH],
            **dict.fromkeys(STORY_TEXTS, self.longest[:STORY_TEXT_LENGTH]),
            "audience": StoryAudience.PUBLIC,
            "state": StoryState.DRAFT,
            "author_id": 1,
            "created_at": AT,
            "organization_id": 1,
            **{"quotable_by": 1, "quotable_at": AT, "nameable_by": 1, "nameable_at": AT},
        }
        return StoryLine(
            Story(**usual | facts),
            (self.name,) * 4,
            library=self.name,
            group=self.name,
            author=self.name,
            is_own=True,
            sees_permissions=True,
            quotable_by=self.name,
            nameable_by=self.name,
        )

    @property
    def story_page(self) -> StoryPage:
        lines = tuple(self.story_line(n) for n in range(10))
        return StoryPage(self.register_page.query, lines, count=5000, offset=0)

    @property
    def story_draft(self) -> StoryDraft:
        return StoryDraft(
            self.longest[:STORY_TITLE_LENGTH],
            dict.fromkeys(STORY_TEXTS, self.longest[:STORY_TEXT_LENGTH]),
            direction_ids=frozenset(row.id for row in self.directions),
            organization_id=self.organizations[0].id,
            group_id=1,
            hides_group=True,
            permissions=frozenset(StoryPermission),
        )

    @property
    def found(self) -> list[FoundLines]:
        pair = PossibleDuplicate(self.person, self.person)
        more = (True, pair, STALE, False)
        lines = tuple(FindingLine(n, self.name, 99, MONDAY, *more) for n in MANY)
        return [FoundLines(key, lines) for key in console.WORDS]

    @property
    def confirmation(self) -> ConfirmationNotice:
        row, term = self.organizations[0], AcademicTerm(MONDAY, STALE.term)
        key = Key(CONFIRM, Subject.of(row), ("20270120", "asked"), Subject.of(self.person))
        return ConfirmationNotice(self.person, row, term, False, key, AT)

    def call(self, **facts: Any) -> Call:
        """A call with everything that its form takes; a vote between ten choices."""
        usual: dict[str, Any] = {
            "id": LARGEST_ID,
            "question": self.long[:300],
            "details": self.longest,
            "papers": "\n".join(["https://example.org/" + "p" * 170] * 5),
            "kind": CallKind.VOTE,
            "unit_kind": UnitKind.VOTING_UNIT,
            "method": VoteMethod.RANKED,
            "choices": tuple(f"{number} {self.name}"[:75] for number in range(10)),
            "quorum": Share.TWO_THIRDS,
            "if_silent": IfSilent.NO_ANSWER,
            "nudge_days": (40, 30, 20, 10, 5),
            "state": CallState.OPEN,
            "closes_at": AT + 9 * WEEK,
            "reason": self.long[:300],
        }
        return Call(group_id=1, drafted_by=1, drafted_at=AT, **usual | facts)

    @cached_property
    def polls(self) -> LargestPolls:
        return LargestPolls(self.name, self.group, self.people)

    @property
    def data(self) -> LargestData:
        return LargestData(self.name, self.call(), self.group, self.person)

    @property
    def call_facts(self) -> CallFacts:
        return replace(facts_of(self.call()), topic_id=1)

    def call_lines(self, *, is_plain: bool = False) -> tuple[UnitLine, ...]:
        """Two hundred units with the longest answers."""
        choices = () if is_plain else self.call().choices
        found = []
        for number in range(200):
            unit = CallUnit(
                id=LARGEST_ID - number, call_id=1, name=self.name, weight=100, answered_at=AT
            )
            unit.excused = self.long[:300]
            row = CallAnswer(
                id=number + 1,
                unit_id=unit.id,
                choices=choices,
                words=self.longest if is_plain else "",
                comment=self.long[:500],
                person_id=1,
                capacity=Capacity.REPRESENTATIVE,
                door=AnswerDoor.PHONE,
                given_at=AT,
            )
            who = Respondent(self.person, Capacity.REPRESENTATIVE)
            found.append(UnitLine(unit, (who,) * 9, row, self.person))
        return tuple(found)

    def call_page(self, **facts: Any) -> CallPage:
        call, lines = (
            self.call(**facts),
            self.call_lines(is_plain=facts.get("kind") is CallKind.PLAIN),
        )
        votes = [UnitVote(call.choices, 100) for _ in lines]
        own = tuple(line.unit for line in lines[:9])
        count = tally(Rules.of(call), votes)
        return CallPage(
            call, self.group, lines, count, own, self.name[:80], may_run=True, may_record=True
        )

    @property
    def draft_page(self) -> DraftPage:
        return DraftPage(
            self.call(state=CallState.DRAFT),
            self.group,
            names=(self.name,) * 200,
            weights={f"{number} {self.name}": 100 for number in range(200)},
            seen="0123456789abcdef",
            topic=self.name[:80],
            may_open=True,
            seats_without_vote=200,
        )

    def offer(self, **facts: Any) -> OfferView:
        """An offer to two hundred units, all of which are in or wait, or one that is drafted."""
        terms = Offer(
            id=1,
            call_id=1,
            **vars(self.offer_facts) | {"formula": CostFormula.TYPED_SIZE} | facts,
        )
        parts = tuple(
            OfferPart(
                LARGEST_ID - number,
                self.name[:200],
                9_999_999,
                MORE_TIME if number % 2 else JOINS,
            )
            for number in range(200)
        )
        rules = OfferRules.of(terms, self.call(if_silent=IfSilent.NO))
        return OfferView(
            terms,
            rules,
            parts,
            reckon(rules, parts),
            self.call(),
            tuple(self.name[:200] for _ in range(200)),
            prospects(rules, parts),
        )

    @property
    def offer_facts(self) -> OfferFacts:
        return OfferFacts(
            self.long[:200],
            MONDAY,
            MONDAY + 9 * WEEK,
            total_cents=MOST_CENTS,
            renewal=self.long[:500],
            notice_days=30,
            least_units=20,
            lead_days=(366, 365, 364),
        )

    @property
    def offer_card(self) -> CallCard:
        call = self.call(kind=CallKind.OFFER, choices=(), is_hidden=False)
        return CallCard(
            call, self.group, 200, 100, None, self.person, self.name, offer=self.offer()
        )

    @property
    def offer_question(self) -> UnitQuestion:
        beside = OfferReply(self.long[:200], MOST_CENTS, MONDAY)
        row = replace_choices(self.call_answer, (JOINS,))
        unit = CallUnit(id=LARGEST_ID, call_id=1, organization_id=1, name=self.name[:200])
        return UnitQuestion(self.offer_card, unit, row, self.person, beside)

    @property
    def commitment_lines(self) -> list[CommitmentLine]:
        row = Commitment(
            id=LARGEST_ID,
            unit_id=1,
            cents=MOST_CENTS,
            starts_on=MONDAY,
            ends_on=MONDAY + 9 * WEEK,
            renewal=self.long[:500],
            notice_on=MONDAY + WEEK,
            contact=self.long[:200],
            reason=self.long[:300],
            saved_cents=MOST_CENTS,
            saved_how=self.long[:200],
        )
        unit = CallUnit(id=1, call_id=1, organization_id=1, name=self.name[:200])
        return [
            CommitmentLine(row, unit, self.call(), self.offer().offer, self.group, "", self.name)
        ] * 200

    @property
    def history(self) -> HistoryPage:
        facts = {"title": self.long, "charge": self.long, "place": self.long, "came": [*MANY]}
        facts |= {f"later {n}": self.long for n in range(9)}
        entry = HistoryEntry(
            id=1, at=AT, action="meeting.moved", subject="meeting:1", before=facts, after={}
        )
        line = HistoryLine(entry, self.name, self.name, self.long, may_undo=True)
        return HistoryPage((line,) * 12, {f"person:{n}": self.name for n in MANY}, below=7)

    @property
    def preferences(self) -> Preferences:
        return Preferences(person_id=1, pause_until=MONDAY + WEEK)

    @property
    def group_reminders(self) -> GroupReminders:
        return GroupReminders(group_id=1, lead_hours=(168, 100, 72, 48, 24, 4, 2, 1), changed_at=AT)

    @property
    def holidays(self) -> list[Holiday]:
        return [Holiday(day=MONDAY + timedelta(days=2 * n), name=self.name) for n in range(300)]


_MOVED = (
    *("memberships", "tasks", "answers to meetings", "attendances", "contributions"),
    "entries of history",
)
Row = Callable[[Largest], Any]
ASKER = person("Ann Abara")
TODAY: dict[str, date] = {"today": MONDAY}


def replace_choices(row: CallAnswer, choices: tuple[str, ...]) -> CallAnswer:
    """The same answer with other choices."""
    return CallAnswer(**row.model_dump() | {"choices": choices})


ROWS: dict[str, Row] = {
    "consortium.settings": lambda big: consortium.settings(Consortium(name=big.name)),
    "consortium.claimed": lambda _big: consortium.claimed(),
    "consortium.changed": lambda big: consortium.changed(Consortium(name=big.name)),
    "seats.listed": lambda big: seats.listed(
        big.group, big.seat_lines, page=1, may_edit=True, news=seats.added(big.seat)
    ),
    "seats.listed vacant": lambda big: seats.listed(
        big.group,
        [SeatLine(big.seat, big.group, big.name, gap=Gap.VACANT)] * 40,
        may_edit=True,
        news=seats.added(big.seat),
    ),
    "seats.listed nothing": lambda big: seats.listed(big.group, [], may_edit=True),
    "seats.vacancies": lambda big: seats.vacancies(big.seat_lines, about=big.group),
    "seats.vacancies nothing": lambda big: seats.vacancies([], about=big.group),
    "seats.roster": lambda big: seats.roster(big.dated_roster),
    "seats.roster nobody": lambda big: seats.roster(DatedRoster(big.group, MONDAY, ())),
    "seats.term_ends": lambda big: seats.term_ends(
        TermNotice(big.person, (EndingTerm(big.seat_lines[0], may_act=True),) * 40, (), AT)
    ),
    "voting_rights.vote_news warned": lambda big: voting_rights.vote_news(
        VoteNotice(VoteNews.WARNED, big.group, VoteState.AT_RISK)
    ),
    "voting_rights.vote_news lost": lambda big: voting_rights.vote_news(
        VoteNotice(VoteNews.LOST, big.group, VoteState.AT_RISK)
    ),
    "voting_rights.vote_news regained": lambda big: voting_rights.vote_news(
        VoteNotice(VoteNews.REGAINED, big.group, VoteState.AT_RISK)
    ),
    "seats.add": lambda big: seats.add(big.group, big.organizations),
    "seats.change": lambda big: seats.change(
        big.seat, SeatFacts.of(big.seat), big.organizations, seen="0123456789abcdef"
    ),
    "seats.shown": lambda big: seats.shown(big.seat_lines[0], may_edit=True),
    "seats.shown vacant": lambda big: seats.shown(
        SeatLine(big.seat, big.group, big.name, gap=Gap.VACANT), may_edit=True
    ),
    "seats.listed changed": lambda big: seats.listed(
        big.group,
        big.seat_lines,
        may_edit=True,
        news=seats.with_unreached(
            seats.changed(big.seat, has_such_library=False, misfits=big.partners[:3]), big.people
        ),
    ),
    "seats.appoint": lambda big: seats.appoint(
        big.seat, big.partners, today=MONDAY, last=MONDAY, asks_why=True, person=big.person
    ),
    "interests.form": lambda big: interests.form(big.groups, big.seat_lines),
    "interests.form of a group": lambda big: interests.form(
        [], big.seat_lines, group=big.group, given=big.candidates.lines[0].interest
    ),
    "interests.given": lambda big: interests.given(big.candidates.lines[0].interest, big.group),
    "interests.own": lambda big: interests.own(
        big.own_interests, news=interests.withdrawn(big.group)
    ),
    "interests.own nothing": lambda _big: interests.own([]),
    "interests.nothing_to_choose": lambda _big: interests.nothing_to_choose(),
    "candidates.listed": lambda big: candidates.listed(big.candidates, page=1),
    "candidates.listed of all": lambda big: candidates.listed(
        Candidates(big.candidates.lines, big.candidates.vacancies)
    ),
    "candidates.listed nobody": lambda big: candidates.listed(Candidates((), group=big.group)),
    "candidates.call_form": lambda big: candidates.call_form(
        big.seat_lines, channel_id="C0123456789"
    ),
    "candidates.call": lambda big: candidates.call(big.seat_lines),
    "candidates.called_for_volunteers": lambda _big: candidates.called_for_volunteers("CMETA"),
    "seats.extend": lambda big: seats.extend(
        big.seat, big.person, big.term, last=MONDAY, asks_why=True
    ),
    "seats.set_leave": lambda big: seats.set_leave(big.seat, big.person, big.term, **TODAY),
    "seats.end_term": lambda big: seats.end_term(big.seat, big.person, big.term, **TODAY),
    "seats.call_off": lambda big: seats.call_off(big.seat, big.person, big.term),
    "seats.close": lambda big: seats.close(big.seat),
    "calls.card": lambda big: cards.card(big.call_card),
    "calls.card of one that is closed": lambda big: cards.card(big.ended_card),
    "calls.question": lambda big: cards.question(big.unit_question),
    "calls.answered": lambda big: cards.answered(
        AnswerNews(big.unit_question, big.person, big.call_answer)
    ),
    "calls.recorded": lambda big: cards.recorded(big.unit_question),
    "calls.extended": lambda big: cards.extended(big.call_card),
    "calls.ended": lambda big: cards.ended(big.ended_card),
    "calls.not_opened": lambda big: cards.not_opened(big.vote, big.long),
    "calls.answer": lambda big: answer_forms.answer(big.unit_question),
    "calls.card of an offer": lambda big: cards.card(big.offer_card),
    "calls.card of an offer that is closed": lambda big: cards.card(
        replace(
            big.offer_card, call=big.call(kind=CallKind.OFFER, choices=(), state=CallState.CLOSED)
        )
    ),
    "calls.question of an offer": lambda big: cards.question(big.offer_question),
    "calls.answered of an offer": lambda big: cards.answered(
        AnswerNews(big.offer_question, big.person, replace_choices(big.call_answer, (MORE_TIME,)))
    ),
    "calls.recorded of an offer": lambda big: cards.recorded(big.offer_question),
    "calls.answer to an offer": lambda big: answer_forms.answer(big.offer_question),
    "calls.terms": lambda big: calls.terms(
        big.call(), big.offer_facts, [f"{big.name[:200]}: 1"] * 200, "0123456789abcdef"
    ),
    "calls.terms nothing": lambda big: calls.terms(big.call(), None, [], "0123456789abcdef"),
    "calls.preview of an offer": lambda big: calls.preview(
        replace(big.draft_page, call=big.call(kind=CallKind.OFFER), offer=big.offer()),
        zone=ZONE,
        now=AT,
    ),
    "calls.preview of an offer that may open": lambda big: calls.preview(
        replace(
            big.draft_page,
            call=big.call(kind=CallKind.OFFER, choices=()),
            offer=replace(big.offer(), unmeasured=()),
        ),
        zone=ZONE,
        now=AT,
    ),
    "calls.shown an offer": lambda big: calls.shown(
        replace(
            big.call_page(kind=CallKind.OFFER, state=CallState.CLOSED, closed_at=AT),
            count=None,
            offer=big.offer(),
        ),
        zone=ZONE,
    ),
    "commitments.listed": lambda big: commitments.listed(
        big.commitment_lines, words=big.long, may_export=True
    ),
    "commitments.listed nothing": lambda big: commitments.listed(
        [], words=big.long, may_export=True
    ),
    "commitments.shown": lambda big: commitments.shown(
        big.commitment_lines[0], may_change=True, may_declare=True, news="It is renewed."
    ),
    "commitments.renew": lambda big: commitments.renew(big.commitment_lines[0]),
    "commitments.end": lambda big: commitments.end(big.commitment_lines[0], MONDAY),
    "commitments.saving": lambda big: commitments.saving(big.commitment_lines[0], seen="x" * 60),
    "commitments.on_its_way": lambda _big: commitments.on_its_way(is_new=True),
    "calls.answer_for_several": lambda big: answer_forms.answer_for_several(
        big.vote, big.units, ZONE, chosen=big.vote.choices[0]
    ),
    "calls.draft": lambda big: calls.draft(
        big.call_facts,
        groups=big.groups,
        topics=[big.topic] * 150,
        closes=(MONDAY, time(17, 0)),
        zone=ZONE,
        weights=[f"{big.name} 100"] * 20,
    ),
    "calls.draft changed": lambda big: calls.draft(
        big.call_facts,
        group=big.group,
        topics=[big.topic],
        zone=ZONE,
        call_id=LARGEST_ID,
        seen="0123456789abcdef",
    ),
    "calls.draft secret": lambda _big: calls.draft(
        CallFacts("", is_secret=True), group=_big.group, zone=ZONE
    ),
    "calls.preview": lambda big: calls.preview(
        big.draft_page, zone=ZONE, now=AT, news="Saved as a draft."
    ),
    "calls.preview of nothing": lambda big: calls.preview(
        DraftPage(big.call(if_silent=None, closes_at=None, papers="", details=""), big.group, ()),
        zone=ZONE,
        now=AT,
    ),
    "calls.to_open": lambda big: calls.to_open(big.call(), big.group, by=big.person),
    "calls.discarded": lambda big: calls.discarded(big.call()),
    "calls.data_draft": lambda big: calls.data_draft(
        replace(big.call_facts, kind=CallKind.DATA, unit_kind=UnitKind.LIBRARY),
        DataCallFacts(1000, 60),
        groups=big.groups,
        closes=(MONDAY, time(17, 0)),
        zone=ZONE,
    ),
    "calls.data_draft changed": lambda big: calls.data_draft(
        CallFacts(""),
        DataCallFacts(0, None),
        group=big.group,
        zone=ZONE,
        call_id=LARGEST_ID,
        seen="0123456789abcdef",
    ),
    "calls.card of a data call": lambda big: cards.card(
        replace(big.call_card, call=big.data.call, tally=None)
    ),
    "calls.question of a data call": lambda big: cards.question(
        replace(big.unit_question, card=replace(big.call_card, call=big.data.call, tally=None))
    ),
    "calls.answered of a data call": lambda big: cards.answered(
        AnswerNews(
            replace(big.unit_question, card=replace(big.call_card, call=big.data.call)),
            big.person,
            is_phoned=True,
        )
    ),
    "data_sheets.data_page": lambda big: data_sheets.data_page(
        big.data.page, zone=ZONE, news="Saved."
    ),
    "data_sheets.data_page certified": lambda big: data_sheets.data_page(
        replace(big.data.page, lines=big.data.certified_lines()), at=19, zone=ZONE
    ),
    "data_sheets.own_sheets": lambda big: data_sheets.own_sheets(big.data.call, big.data.units),
    "data_sheets.totals_page": lambda big: data_sheets.totals_page(
        big.data.call, big.data.totals, big.data.lines
    ),
    "data_sheets.data_preview": lambda big: data_sheets.data_preview(
        big.data.draft(), zone=ZONE, now=AT, news="Saved."
    ),
    "data_sheets.data_preview of nothing": lambda big: data_sheets.data_preview(
        big.data.draft(is_bare=True), zone=ZONE, now=AT
    ),
    "data_sheets.field_list": lambda big: data_sheets.field_list(big.data.call, big.data.fields()),
    "data_sheets.field_list of a draft": lambda big: data_sheets.field_list(
        big.data.call, big.data.fields(), at=3, news="Saved.", may_change=True
    ),
    "data_sheets.field_form": lambda big: data_sheets.field_form(
        big.data.call,
        data_fields.facts_of_field(big.data.fields(5)[4]),
        place=300,
        seen="0123456789abcdef",
        field_id=LARGEST_ID,
    ),
    "data_sheets.field_form of none": lambda big: data_sheets.field_form(
        big.data.call, None, place=None, seen="0123456789abcdef"
    ),
    "data_sheets.field_list of none": lambda big: data_sheets.field_list(big.data.call, ()),
    "data_sheets.contacts": lambda big: data_sheets.contacts(
        big.data.call, big.data.contacts, news="Saved.", may_confirm=True
    ),
    "data_sheets.contacts of nobody": lambda big: data_sheets.contacts(
        big.data.call, (), may_confirm=False
    ),
    "data_sheets.fields_form": lambda big: data_sheets.fields_form(
        big.data.call,
        data_fields.to_lines(list(map(data_fields.facts_of_field, big.data.fields(20)))),
        ("section", "label"),
        "0123456789abcdef",
    ),
    "data_sheets.fields_form that does not fit": lambda big: data_sheets.fields_form(
        big.data.call,
        data_fields.to_lines(list(map(data_fields.facts_of_field, big.data.fields()))),
        ("section", "label"),
        "0123456789abcdef",
    ),
    "data_sheets.part_form": lambda big: data_sheets.part_form(
        big.data.sheet(), big.data.part(), 9, names=[f"field_{n}" for n in range(40)]
    ),
    "data_sheets.part_form of a draft": lambda big: data_sheets.part_form(
        big.data.sheet(SheetState.DRAFT),
        big.data.part(SheetState.DRAFT),
        9,
        names=[f"field_{n}" for n in range(40)],
    ),
    "data_sheets.part_to_read": lambda big: data_sheets.part_to_read(
        big.data.sheet(), big.data.part()
    ),
    "data_sheets.certify_form": lambda big: data_sheets.certify_form(
        big.data.sheet(SheetState.DRAFT), names=[f"note_{n}" for n in range(300)]
    ),
    "data_sheets.choose_sheet": lambda big: data_sheets.choose_sheet(
        big.data.call, big.data.units, may_fill=True
    ),
    "data_sheets.reopen_form": lambda big: data_sheets.reopen_form(big.data.call, big.data.units),
    "data_sheets.sheet_page": lambda big: data_sheets.sheet_page(
        big.data.sheet(),
        data_fields.parts(big.data.fields()),
        zone=ZONE,
        may_fill=True,
        news=data_sheets.saved(big.data.sheet(), big.data.saved),
    ),
    "data_sheets.sheet_page of a draft": lambda big: data_sheets.sheet_page(
        big.data.sheet(SheetState.DRAFT),
        data_fields.parts(big.data.fields()),
        at=1,
        zone=ZONE,
        may_fill=False,
    ),
    "data_sheets.filled_by_phone": lambda big: data_sheets.filled_by_phone(
        big.data.sheet(), big.data.saved, by=big.person
    ),
    "data_sheets.overlaid": lambda big: data_sheets.overlaid(
        big.data.sheet(), big.data.fields(6)[5], big.longest, big.longest, by=big.person
    ),
    "data_sheets.reopened": lambda big: data_sheets.reopened(
        big.data.sheet(), big.long[:300], by=big.person
    ),
    "data_sheets.sheet_log_page": lambda big: data_sheets.sheet_log_page(
        big.data.sheet(), big.data.log, zone=ZONE
    ),
    "data_sheets.sheet_log_page of nothing": lambda big: data_sheets.sheet_log_page(
        big.data.sheet(), (), zone=ZONE
    ),
    "calls.extend": lambda big: calls.extend(big.call(), (MONDAY, time(17, 0)), ZONE),
    "calls.close": lambda big: calls.close(big.call(), 12, 200),
    "calls.cancel": lambda big: calls.cancel(big.call()),
    "calls.record": lambda big: calls.record(
        big.call(), [line.unit for line in big.call_lines()][:100]
    ),
    "calls.record of many": lambda big: calls.record(
        big.call(kind=CallKind.PLAIN), [line.unit for line in big.call_lines()]
    ),
    "calls.record yes or no": lambda big: calls.record(
        big.call(method=VoteMethod.YES_NO, choices=()), [big.call_lines()[0].unit]
    ),
    "calls.excuse": lambda big: calls.excuse(big.call(), [big.call_lines()[0].unit]),
    "calls.waiting": lambda big: calls.waiting(
        [(line.unit, big.call()) for line in big.call_lines()],
        [CallLine(big.call(), big.group, 200, 100)] * 40,
        zone=ZONE,
        may_draft=True,
    ),
    "calls.waiting nothing": lambda _big: calls.waiting([], [], zone=ZONE, may_draft=False),
    "calls.listed": lambda big: calls.listed(
        [CallLine(big.call(state=state, closed_at=AT), big.group, 200, 100) for state in CallState]
        * 5,
        zone=ZONE,
        may_draft=True,
    ),
    "calls.listed nothing": lambda _big: calls.listed([], zone=ZONE, may_draft=True),
    "calls.shown": lambda big: calls.shown(big.call_page(), zone=ZONE, news="It is open."),
    "calls.shown further": lambda big: calls.shown(
        big.call_page(state=CallState.CLOSED, closed_at=AT), at=7, zone=ZONE
    ),
    "calls.shown plain": lambda big: calls.shown(
        replace(
            big.call_page(kind=CallKind.PLAIN), count=None, lines=big.call_lines(is_plain=True)
        ),
        zone=ZONE,
        news=calls.written_down(big.call_lines()[0].unit),
    ),
    "calls.log": lambda big: calls.log(big.call(), big.group, big.call_lines(), at=1, zone=ZONE),
    "calls.log nothing": lambda big: calls.log(big.call(), big.group, [], zone=ZONE),
    "calls.on_its_way": lambda _big: calls.on_its_way(is_new=True),
    "agendas.shown": lambda big: agendas.shown(
        big.agenda, rights=ALL_RIGHTS, today=MONDAY, zone=ZONE, news=agendas.ordered()
    ),
    "agendas.shown further": lambda big: agendas.shown(
        big.agenda, rights=ALL_RIGHTS, today=MONDAY, zone=ZONE, offset=96
    ),
    "agendas.shown of no meeting": lambda big: agendas.shown(
        replace(big.agenda, meeting=None), rights=ALL_RIGHTS, today=MONDAY, zone=ZONE
    ),
    "agendas.shown nothing": lambda big: agendas.shown(
        GroupAgenda(big.group, None), rights=AgendaRights(), today=MONDAY, zone=ZONE
    ),
    "agendas.posted": lambda big: agendas.posted(big.agenda, today=MONDAY),
    "agendas.posted cancelled": lambda big: agendas.posted(
        GroupAgenda(big.group, big.cancelled_meeting), today=MONDAY
    ),
    "agendas.added": lambda big: agendas.added(
        big.item(1), big.group, big.meeting, zone=ZONE, note=big.long
    ),
    "agendas.added to none": lambda big: agendas.added(big.item(1), big.group, None, zone=ZONE),
    "agendas.shown after an undone merge": lambda big: agendas.shown(
        big.agenda,
        rights=ALL_RIGHTS,
        today=MONDAY,
        zone=ZONE,
        news=agendas.unmerged(
            big.item(1).item, big.item(2).item, ["minutes", "list of papers", "purpose"]
        ),
    ),
    "agendas.pulled": lambda big: agendas.pulled(big.item(1).item, big.person, is_own=True),
    "agendas.pulled already": lambda big: agendas.pulled(
        big.item(1).item, big.person, is_own=False
    ),
    "agendas.new": lambda big: agendas.new(
        big.group,
        big.people,
        draft=ItemDraft(big.name, big.people[0], 720, papers=big.long),
        may_chair=True,
        unread=big.long,
        source={"channel": "C0123456789", "ts": "1795530600.000000"},
    ),
    "agendas.new without a group": lambda big: agendas.new(None, (), groups=big.groups),
    "agendas.change": lambda big: agendas.change(
        big.item(1, is_consent=True),
        big.people,
        [big.item(number).item for number in MANY],
        may_chair=True,
        seen="x" * 300,
    ),
    "agendas.change put off": lambda big: agendas.change(
        big.item(1, is_put_off=True), big.people[:5], [big.item(2).item], may_chair=True, seen=""
    ),
    "agendas.order": lambda big: agendas.order(big.agenda),
    "decisions.write": lambda big: decisions.write(big.group, big.meeting, big.decisions),
    "decisions.settle": lambda big: decisions.settle(big.questions[0]),
    "decisions.listed": lambda big: decisions.listed(
        big.group, big.decision_page, may_write=True, may_settle=lambda _question: True, zone=ZONE
    ),
    "decisions.written": lambda big: decisions.written(
        big.group, big.decisions[:20], big.questions[:20], meeting=big.meeting
    ),
    "decisions.written asking": lambda big: decisions.written(
        big.group,
        big.decisions[:20],
        [],
        meeting=big.meeting,
        suggested=dict.fromkeys((row.id for row in big.decisions[:20]), DecisionKind.ACCESS),
    ),
    "decisions.settled": lambda big: decisions.settled(
        big.group,
        big.questions[0],
        big.decisions[0],
        suggested={big.decisions[0].id: DecisionKind.POLICY},
    ),
    "decisions.settled away": lambda big: decisions.settled(big.group, big.questions[0], None),
    "decisions.taken_back": lambda big: decisions.taken_back(
        big.group, big.long, reopened=True, holds_again=big.long
    ),
    "decisions.card": lambda big: decisions.card(
        big.decision_record, tally=big.long * 2, may_change=True, zone=ZONE
    ),
    "stories.card": lambda big: stories.card(big.story_line(), zone=ZONE, news="Saved."),
    "stories.saved": lambda big: stories.saved(big.story_line().story, is_new=True),
    "stories.discarded": lambda _big: stories.discarded(),
    "stories.form": lambda big: stories.form(
        big.story_draft,
        story_id=LARGEST_ID,
        directions=big.directions,
        libraries=big.organizations,
        groups=[big.group],
    ),
    "stories.listed": lambda big: stories.listed(
        big.story_page, StoryListAt(0, "x" * 300), zone=ZONE
    ),
    "stories.listed nothing": lambda big: stories.listed(
        replace(big.story_page, lines=(), count=0), StoryListAt(0), zone=ZONE
    ),
    "stories.with_prompt": lambda big: stories.with_prompt(
        decisions.changed(big.decision_record, is_new=True), Subject("decision", LARGEST_ID)
    ),
    "decisions.changed": lambda big: decisions.changed(big.decision_record, is_new=True),
    "decisions.reviewed": lambda big: decisions.reviewed(big.decision_record),
    "decisions.explain": lambda big: decisions.explain(
        big.decision_record,
        DecisionDraft(
            big.longest[:1500],
            big.longest[:1500],
            big.longest[:1500],
            library_ids=frozenset(row.id for row in big.organizations[:100]),
            replaces_id=big.decisions[0].id,
            replacement=ReplacementKind.AMENDS,
        ),
        replaceable=big.decisions[:100],
        libraries=big.organizations,
    ),
    "decisions.equity": lambda big: decisions.equity(big.decision_record),
    "decisions.review": lambda big: decisions.review(big.decision_record),
    "decisions.found": lambda big: decisions.found(
        big.register_page, RegisterAt("x" * 300, 999_999_999, 20), zone=ZONE
    ),
    "links.code": lambda _big: links.code("12345678"),
    "links.fresh_link": lambda _big: links.fresh_link(
        by_mail=False, has_others=True, ends_passed_on=True
    ),
    "links.fresh_link by mail": lambda _big: links.fresh_link(
        by_mail=True, has_others=False, ends_passed_on=True
    ),
    "partner_links.listed": lambda big: partner_links.listed(
        big.group, big.partners, may_mark_addresses=True
    ),
    "partner_links.marked": lambda big: partner_links.marked(big.person, is_bad=True, is_new=False),
    "partner_links.to_pass_on": lambda big: partner_links.to_pass_on(
        PassedLink(big.person, big.group, ADDRESS, AT), zone=ZONE
    ),
    "partner_links.ended": lambda big: partner_links.ended(big.person, 10**6),
    "partner_links.own": lambda big: partner_links.own(ADDRESS),
    "departures.departed": lambda big: departures.departed(
        Departure(big.person, big.person, tuple(big.left)), **TODAY
    ),
    "departures.departed_together": lambda big: departures.departed_together(
        [Departure(big.person, big.person, tuple(big.left))] * 99
    ),
    "digests.week_by_mail": lambda big: digests.week_by_mail(
        [(big.group, big.digest)] * (digests.GROUPS_TOLD + 2)
    ),
    "digests.weekly": lambda big: digests.weekly(big.group, big.digest, planned_for=AT - WEEK),
    "digests.preview": lambda big: digests.preview(
        big.group, big.digest, next_at=AT + WEEK, may_send=True
    ),
    "digests.sent": lambda big: digests.sent(big.group),
    "digests.nothing_to_send": lambda big: digests.nothing_to_send(big.group),
    "groups.new": lambda big: groups.new(big.directions, asker=big.person, channel_id="CMETA"),
    "groups.activate": lambda big: groups.activate(
        big.proposal.proposal, big.directions, proposer=big.person
    ),
    "groups.charge_page": lambda big: groups.charge_page(big.record, may_edit=True),
    "groups.charge_page many": lambda big: groups.charge_page(
        replace(big.record, deliverables=big.record.deliverables * 3), may_edit=True
    ),
    "groups.charge_page nothing": lambda big: groups.charge_page(
        GroupRecord(group(big.name)), may_edit=False
    ),
    "deliverables.add": lambda big: deliverables.add(big.group),
    "deliverables.remove": lambda big: deliverables.remove(big.record.deliverables[0], big.group),
    "deliverables.change": lambda big: deliverables.change(
        Deliverable(id=1, group_id=1, title=big.name, created_at=AT), big.group
    ),
    "obligations.listed": lambda big: obligations.listed(
        big.obligations(),
        group=big.group,
        may_add=True,
        news=obligations.saved(big.obligation(), MONDAY),
    ),
    "obligations.listed further": lambda big: obligations.listed(
        big.obligations(), group=None, may_add=False, page=2
    ),
    "obligations.listed nothing": lambda big: obligations.listed([], group=big.group, may_add=True),
    "obligations.form": lambda big: obligations.form(
        big.group,
        None,
        holders=big.holders,
        templates=[big.call(id=n) for n in range(1, 151)],
        may_keep_for_consortium=True,
    ),
    "obligations.form read": lambda big: obligations.form(
        big.group,
        obligations_facts(big.obligation()),
        holders=big.holders,
        templates=[],
        may_keep_for_consortium=False,
        days=[MONDAY] * 3,
        obligation_id=1,
        read="the second Wednesday of each academic term",
        seen="x" * 200,
    ),
    "obligations.end": lambda big: obligations.end(big.obligation(), MONDAY),
    "obligations.log": lambda big: obligations.log(
        big.obligation(), big.group, [big.made(outcome) for outcome in MakingOutcome] * 20
    ),
    "obligations.log nothing": lambda big: obligations.log(big.obligation(), big.group, []),
    "obligations.came_back": lambda big: obligations.came_back(
        big.obligation(), big.group, MadeLine(big.made().making, call=big.call())
    ),
    "obligations.came_back missed": lambda big: obligations.came_back(
        big.obligation(), big.group, big.made(MakingOutcome.MISSED)
    ),
    "obligations.contacts": lambda big: obligations.contacts(
        big.call(), [UnitContacts(big.name, (big.name,) * 200, ()) for _ in MANY]
    ),
    "obligations.contacts further": lambda big: obligations.contacts(
        big.call(), [UnitContacts(big.name, (), (big.name,) * 200) for _ in range(200)], page=9
    ),
    "obligations.contacts nobody": lambda big: obligations.contacts(big.call(), []),
    "proposals.propose": lambda big: proposals.propose(big.name),
    "proposals.decline": lambda big: proposals.decline(big.proposal.proposal),
    "proposals.withdraw": lambda big: proposals.withdraw(big.proposal.proposal),
    "proposals.listed": lambda big: proposals.listed([big.proposal] * 150, zone=ZONE),
    "proposals.listed nothing": lambda _big: proposals.listed([], zone=ZONE),
    "proposals.shown": lambda big: proposals.shown(
        big.proposal, zone=ZONE, may_decide=True, may_withdraw=True
    ),
    "proposals.proposed": lambda big: proposals.proposed(big.proposal.proposal, is_heard=True),
    "proposals.proposed own": lambda big: proposals.proposed(
        big.proposal.proposal, is_heard=True, may_decide=True
    ),
    "proposals.to_decide": lambda big: proposals.to_decide(big.proposal),
    "proposals.decided": lambda big: proposals.decided(big.proposal, by=big.person),
    "proposals.closed": lambda big: proposals.closed(big.proposal.proposal),
    "sunsets.sunset_near": lambda big: sunsets.sunset_near(big.sunset_notice),
    "sunsets.propose": lambda big: sunsets.propose(big.group, big.review),
    "sunsets.propose again": lambda big: sunsets.propose(
        big.group, big.review, proposal=big.proposal.proposal
    ),
    "sunsets.record again": lambda big: sunsets.record(
        big.group, None, big.groups, ends=[], proposal=big.proposal.proposal
    ),
    "group_equity.equity": lambda big: group_equity.equity(big.group_equity),
    "sunsets.record": lambda big: sunsets.record(
        big.group,
        big.review,
        big.groups[:100],
        ends=groups.what_ends(big.overview, seats=big.seat_lines, volunteers=99),
        proposer=big.name,
    ),
    "sunsets.record many": lambda big: sunsets.record(big.group, None, big.groups, ends=[]),
    "sunsets.proposed": lambda big: sunsets.proposed(big.group, is_heard=True),
    "sunsets.to_record": lambda big: sunsets.to_record(big.group, big.review, by=big.person),
    "sunsets.recorded": lambda big: sunsets.recorded(
        big.group, big.review, big.groups[:5], ends=True
    ),
    "sunsets.continues": lambda big: sunsets.continues(big.group, big.review, by=big.person),
    "groups.edit": lambda big: groups.edit(
        big.group, big.directions, big.directions[:10], big.roster
    ),
    "groups.add": lambda big: groups.add(big.group, big.partners, big.organizations),
    "groups.remove": lambda big: groups.remove(big.group, big.roster),
    "groups.digest": lambda big: groups.digest(big.group),
    "groups.discharge": lambda big: groups.discharge(
        big.group,
        groups.what_ends(
            big.overview,
            of_calls=CallsThatEnd(200, 200, 200),
            recurring=200,
            seats=big.seat_lines,
            volunteers=5000,
        ),
    ),
    "groups.was_discharged": lambda big: groups.was_discharged(big.group),
    "groups.was_discharged without a channel": lambda big: groups.was_discharged(
        Group(**(big.group.model_dump() | {"channel_id": None})), heard=500, unreached=big.people
    ),
    "groups.discharged_news": lambda big: groups.discharged_news(
        big.group,
        by=big.person,
        reason=big.long[:300],
        now=AT,
        open_tasks=9999,
        passed_on=9999,
    ),
    "groups.which": lambda big: groups.which(
        big.groups, command="/participation", text=big.name * 4
    ),
    "groups.listed": lambda big: groups.listed(big.lines, text=big.name, may_start=True),
    "groups.shown": lambda big: groups.shown(
        big.overview,
        is_member=True,
        may_edit=True,
        may_discharge=True,
        zone=ZONE,
        represented=9999,
    ),
    "groups.shown discharged": lambda big: groups.shown(
        replace(big.overview, is_active=False),
        is_member=True,
        may_edit=True,
        zone=ZONE,
        record=big.record,
    ),
    "groups.started": lambda big: groups.started(big.group, chair=big.person, absence=big.absence),
    "groups.introduced": lambda big: groups.introduced(big.group, chair=big.person),
    "groups.freed": lambda big: groups.freed(
        big.group, [(person, big.tasks[0].task) for person in big.people]
    ),
    "chairs.chairing_several": lambda big: chairs.chairing_several([big.group] * 99),
    "chairs.chairing": lambda big: chairs.chairing(big.packet, big.person, by=big.person),
    "chairs.chair_changed": lambda big: chairs.chair_changed(
        ChairChange(ChairChangeKind.STANDS_IN, big.group, big.person, MONDAY, big.people[1]),
        by=big.person,
    ),
    "chairs.chair_changed left": lambda big: chairs.chair_changed(
        ChairChange(ChairChangeKind.LOST, big.group, big.person, MONDAY, has_left=True),
        by=big.person,
    ),
    "chairs.chairing_again": lambda big: chairs.chairing_again(big.packet, big.person),
    "groups.welcome": lambda big: groups.welcome(big.packet, by=big.person, zone=ZONE),
    "deputies.named": lambda big: deputies.named(big.group, big.person, last=MONDAY),
    "deputies.you_are": lambda big: deputies.you_are(big.group, by=big.person, last=MONDAY),
    "deputies.you_are_not": lambda big: deputies.you_are_not(big.group, by=big.person),
    "deputies.yours_is_not": lambda big: deputies.yours_is_not(
        big.group, big.person, by=big.people[1]
    ),
    "deputies.yours_is_not stepped down": lambda big: deputies.yours_is_not(
        big.group, big.person, by=big.person
    ),
    "seats.put_on_leave": lambda big: seats.put_on_leave(
        big.seat,
        big.group,
        by=big.person,
        first=MONDAY,
        last=MONDAY,
        acting=big.person,
        today=date(2026, 11, 24),
    ),
    "seats.you_act": lambda big: seats.you_act(
        big.seat,
        big.group,
        big.person,
        by=big.person,
        first=MONDAY,
        last=None,
        today=date(2026, 11, 24),
    ),
    "seats.back_from_leave": lambda big: seats.back_from_leave(
        big.seat, big.group, by=big.person, has_begun=True
    ),
    "deputies.ended": lambda big: deputies.ended(big.group, big.people),
    "deputies.listed": lambda big: deputies.listed(
        big.group,
        [DeputyLine(big.person, big.person, 1, MONDAY)] * 9,
        endable=[DeputyLine(big.person, big.person, 1, MONDAY)],
    ),
    "deputies.listed nobody": lambda big: deputies.listed(big.group, []),
    "group_channels.create": lambda big: group_channels.create(
        big.group, "x" * 80, members=big.people
    ),
    "group_channels.offer": lambda big: group_channels.offer(big.group),
    "group_channels.still_member": lambda big: group_channels.still_member(big.group),
    "group_channels.archived": lambda big: group_channels.archived(big.group),
    "group_channels.deleted": lambda big: group_channels.deleted(big.group),
    "group_channels.became_private": lambda big: group_channels.became_private(big.group),
    "group_channels.shared": lambda big: group_channels.shared(big.group),
    "handovers.form": lambda big: handovers.form(big.held_page, asker=big.person),
    "handovers.nothing": lambda big: handovers.nothing(
        big.people[1], asker=big.person, group=big.group
    ),
    "handovers.saved": lambda big: handovers.saved(
        big.handed_over, big.held_page, asker=big.person, unreached=big.people, **TODAY
    ),
    "handovers.handed": lambda big: handovers.handed(
        big.handed_over.passed, person=big.people[1], by=big.person, chaired=big.groups, **TODAY
    ),
    "handovers.moved": lambda big: handovers.moved(
        big.held_at_former,
        big.person,
        big.organizations[1],
        today=MONDAY,
    ),
    "handovers.still_held": lambda big: handovers.still_held(
        big.held_page.items, big.person, big.group, **TODAY
    ),
    "groups.added": lambda big: groups.added(
        big.group,
        big.people,
        big.partners,
        known=groups.known_already(big.person, big.organizations[0]),
        absence=big.absence,
    ),
    "groups.got_channel": lambda big: groups.got_channel(big.group, absence=big.absence),
    "groups.invited": lambda big: groups.invited(big.group, big.people, big.absence),
    "groups.removed": lambda big: groups.removed(
        big.group, big.people, heard=big.people, unreached=big.people
    ),
    "groups.ask_before_leaving": lambda big: groups.ask_before_leaving(
        EndsByLeaving(
            big.seat_lines[0].seat,
            MemberRole.CHAIR,
            tuple(big.people),
            tuple(big.people),
            tuple(big.people),
            99,
        ),
        big.group,
    ),
    "groups.left_seat": lambda big: groups.left_seat(
        EndsByLeaving(big.seat_lines[0].seat, acting_for=tuple(big.people)), big.group, big.person
    ),
    "sunsets.combined": lambda big: sunsets.combined(
        big.group, big.group, big.review, big.people, by=big.person, may_know=True
    ),
    "sunsets.chaired_until": lambda big: sunsets.chaired_until(
        big.group, big.review, [big.group] * 9, by=big.person
    ),
    "groups.nobody_acts": lambda big: groups.nobody_acts(big.group, big.person),
    "groups.thanked": lambda big: groups.thanked(big.group, by=big.person),
    "groups.left": lambda big: groups.left(
        big.group,
        may_join=True,
        held=handovers.still_held(big.held_page.items, big.person, big.group, **TODAY),
    ),
    "groups.changed": lambda big: groups.changed(
        big.group,
        absence=big.absence,
        unreached=big.people,
        seated=[seats.chairs_from(big.chaired_seat)] * 9,
    ),
    "groups.digest_changed": lambda big: groups.digest_changed(big.group),
    "help.commands": lambda _big: help.commands(
        [help.HelpLine(f"wg verb{n}", "Do something. " * 6, f"/wg verb{n} x") for n in range(60)],
        title="What Convene can do for you",
    ),
    "help.everything": lambda _big: help.everything(
        [help.HelpLine(f"wg verb{n}", "Do something. " * 6, f"/wg verb{n} x") for n in range(60)],
        first=[f"wg verb{n}" for n in range(5)],
        title="What Convene can do for you",
    ),
    "help.hello": lambda big: help.hello(big.person),
    "help.did_you_mean": lambda big: help.did_you_mean(
        big.long, "/wg list " + big.long, command="wg"
    ),
    "help.refused": lambda big: help.refused(big.long),
    "help.which_person": lambda big: help.which_person(
        big.long, [(big.long, f"/task add {big.long}")] * 5
    ),
    "help.unseen_people": lambda _big: help.unseen_people(["UNEW"] * 100, line="/wg add <@UANN>"),
    "help.apology": lambda _big: help.apology("0123456789abcdef"),
    "help.unseen": lambda _big: help.unseen("0123456789abcdef"),
    "help.form_should_be_open": lambda _big: help.form_should_be_open("/participation"),
    "help.form_came_too_late": lambda _big: help.form_came_too_late("/participation"),
    "help.as_modal": lambda big: help.as_modal(meetings.card(big.summary), title=big.name),
    "history.listed": lambda big: history.listed(
        big.history, group=big.group, person=big.person, zone=ZONE, is_first=True
    ),
    "history.undone": lambda big: history.undone(big.group),
    "meetings.card": lambda big: meetings.card(big.summary),
    "meetings.new": lambda big: meetings.new(
        big.group, MeetingForm(big.name, "tomorrow 2pm", "60 min", big.long, "weekly", MONDAY)
    ),
    "meetings.confirm": lambda big: meetings.confirm(big.group, big.reading, carried="x" * 3000),
    "meetings.move": lambda big: meetings.move(big.summary, when="tomorrow 2pm", place=big.long),
    "meetings.confirm_move": lambda big: meetings.confirm_move(
        big.summary, big.reading, carried="x" * 3000
    ),
    "meetings.confirm with holidays": lambda big: meetings.confirm(
        big.group, replace(big.reading, on_holidays=(big.name,) * 24), carried="x" * 3000
    ),
    "meetings.answer_for": lambda big: meetings.answer_for(big.summary),
    "meetings.answered_for": lambda big: meetings.answered_for(
        big.summary, big.person, RsvpAnswer.MAYBE
    ),
    "meetings.edit": lambda big: meetings.edit(big.summary),
    "meetings.edited": lambda big: meetings.edited(big.summary, count=30, cards=9, reminders=900),
    "meetings.cancel": lambda big: meetings.cancel(big.summary),
    "meetings.checklist": lambda big: meetings.checklist(big.checklist),
    "public_records.on_its_way": lambda big: public_records.on_its_way(big.group, big.longest),
    "presence.part_form": lambda big: presence.part_form(big.meeting, big.partly),
    "presence.part_recorded": lambda big: presence.part_recorded(big.summary),
    "presence.put_right": lambda big: presence.put_right(
        big.meeting, big.group, big.person, is_on=False
    ),
    "presence.recorder_suggested": lambda big: presence.recorder_suggested(
        RecorderSuggestion(big.meeting, big.group, big.person)
    ),
    "presence.minutes_named": lambda big: presence.minutes_named(
        big.meeting, big.group, big.person, by=big.person
    ),
    "presence.minutes_agreed": lambda big: presence.minutes_agreed(big.meeting),
    "presence.minutes_declined": lambda big: presence.minutes_declined(big.meeting),
    "presence.recorder_named": lambda big: presence.recorder_named(
        big.meeting, big.person, is_new=True
    ),
    "presence.recorder_turns": lambda big: presence.recorder_turns(
        big.group,
        [TurnsTaken(somebody, (MONDAY,) * 60) for somebody in big.people],
        big.meeting,
        big.person,
    ),
    "presence.alternate_form": lambda big: presence.alternate_form(
        big.meeting, big.group, big.people[:100]
    ),
    "presence.alternate_sent": lambda big: presence.alternate_sent(big.meeting, big.person),
    "presence.in_your_place": lambda big: presence.in_your_place(
        big.meeting, big.group, big.person, by=big.person
    ),
    "presence.comes_after_all": lambda big: presence.comes_after_all(
        big.meeting, big.group, by=big.person
    ),
    "presence.alternate_cannot": lambda big: presence.alternate_cannot(
        big.meeting, big.group, by=big.person
    ),
    "presence.recorder_regrets": lambda big: presence.recorder_regrets(
        RecorderNews(big.meeting, big.group, big.person, big.person, asks_by_itself=True)
    ),
    "presence.answer_news": lambda big: presence.answer_news(
        AlternateNews(big.meeting, big.group, big.person, is_sender=True)
    ),
    "presence.recorder_gone": lambda big: presence.recorder_gone(
        RecorderSuggestion(big.meeting, big.group, big.person)
    ),
    "pauses.form": lambda big: pauses.form(big.group, unread=big.longest),
    "pauses.paused": lambda big: pauses.paused(
        big.group, big.pause, [big.meeting] * 300, today=MONDAY
    ),
    "pauses.listed": lambda big: pauses.listed(big.group, [big.pause] * 40, today=MONDAY),
    "pauses.ended": lambda big: pauses.ended(big.group),
    "pauses.meetings_cancelled": lambda big: pauses.meetings_cancelled(big.group, 300),
    "presence.recusal": lambda big: presence.recusal(big.item(1).item, big.people, {1, 2}),
    "presence.recusal_saved": lambda big: presence.recusal_saved(big.item(1).item, big.people),
    "meetings.listed": lambda big: meetings.listed(
        [
            MeetingLine(
                big.meeting,
                big.group.name,
                big.summary.totals,
                own=RsvpAnswer.MAYBE,
                takes_answers=True,
            )
        ]
        * 10,
        group=big.group,
        mine=False,
        may_schedule=True,
        zone=ZONE,
        left=1000,
        my_groups={1},
    ),
    "meetings.past": lambda big: meetings.past(
        [HeldMeeting(big.meeting, big.group, 300, has_list=False)] * 10,
        group=big.group,
        mine=False,
        editable={big.group.id},
        zone=ZONE,
        left=1000,
    ),
    "meetings.shown": lambda big: meetings.shown(
        big.summary,
        RsvpAnswer.YES,
        decided=big.decisions[:20],
        may_answer=True,
        may_edit=True,
        zone=ZONE,
        runner=big.person,
    ),
    "meetings.invited": lambda big: meetings.invited(big.summary, big.person),
    "meetings.entry_ended": lambda big: meetings.entry_ended(
        big.summary.meeting, big.group, is_of_series=True, zone=ZONE
    ),
    "meetings.alternate_entry_ended": lambda big: meetings.alternate_entry_ended(
        big.summary.meeting, big.group, sends=True, zone=ZONE
    ),
    "meetings.invitation_changed": lambda big: meetings.invitation_changed(
        big.summary.meeting, big.group, is_cancelled=False, is_of_series=True, zone=ZONE
    ),
    "feeds.listed": lambda big: feeds.listed(
        [big.group] * 99, {(FeedKind.GROUP, big.group.id)}, sees_public=True
    ),
    "feeds.address_made": lambda big: feeds.address_made(
        big.name, f"https://{'x' * 250}.example.edu/calendar/{'x' * 32}.ics", was_replaced=True
    ),
    "feeds.ended": lambda big: feeds.ended(big.name),
    "feeds.not_held": lambda _big: feeds.not_held(),
    "feeds.no_pages": lambda _big: feeds.no_pages(),
    "feeds.file_comes": lambda big: feeds.file_comes(big.name),
    "meetings.echoed": lambda big: meetings.echoed(big.group, big.reading, carried="x" * 2000),
    "meetings.scheduled": lambda big: meetings.scheduled(big.summary),
    "meetings.move_echoed": lambda big: meetings.move_echoed(
        big.summary, big.reading, carried="x" * 2000
    ),
    "meetings.moved": lambda big: meetings.moved(big.moved, by=big.person),
    "meetings.moved_for_each": lambda big: meetings.moved_for_each(
        big.moved, big.group, big.person, big.person
    ),
    "meetings.cancelled_for_each": lambda big: meetings.cancelled_for_each(
        big.cancelled, big.group, big.person, "x" * 300, big.person
    ),
    "meetings.cancelled_together": lambda big: meetings.cancelled_together(
        replace(big.cancelled, meetings=[big.meeting] * 60),
        big.group,
        big.person,
        "x" * 300,
        big.person,
    ),
    "meetings.moved_for_asker": lambda big: meetings.moved_for_asker(big.moved, big.summary),
    "meetings.cancelled": lambda big: meetings.cancelled(
        big.cancelled, by=big.person, reason=big.long[:300]
    ),
    "meetings.cancelled_for_asker": lambda big: meetings.cancelled_for_asker(
        big.cancelled, big.summary
    ),
    "meetings.answered": lambda big: meetings.answered(big.summary, RsvpAnswer.MAYBE),
    "meetings.claimed": lambda big: meetings.claimed(big.summary),
    "meetings.recorded": lambda big: meetings.recorded(big.summary, big.people),
    "meetings.nothing_ahead": lambda big: meetings.nothing_ahead(big.group),
    "meetings.nothing_held": lambda big: meetings.nothing_held(big.group),
    "merges.form": lambda big: merges.form(big.partners, note=big.long, stays=big.person),
    "merges.preview": lambda big: merges.preview(
        MergePreview(big.person, big.people[0], dict.fromkeys(_MOVED, 12_345)), may_swap=True
    ),
    "merges.done": lambda big: merges.done(1, big.person, big.people[0]),
    "merges.undone": lambda big: merges.undone(big.merge),
    "merges.listed": lambda big: merges.listed([big.merge] * 10, zone=ZONE),
    "organizations.listed": lambda big: organizations.listed(
        big.library_lines, shows_facts=True, may_add=True
    ),
    "organizations.listed by a guest": lambda big: organizations.listed(
        big.library_lines, shows_facts=False, may_add=False
    ),
    "organizations.listed without any": lambda big: organizations.listed(
        [], shows_facts=True, may_add=True
    ),
    "organizations.named_alike": lambda big: organizations.named_alike(
        big.name * 5, big.organizations
    ),
    "organizations.own_unknown": lambda big: organizations.own_unknown(),
    "organizations.shown": lambda big: organizations.shown(big.library, may_edit=True),
    "balances.shown": lambda big: balances.shown(big.balance),
    "balances.shown later": lambda big: balances.shown(big.balance, page=3),
    "balances.shown nothing": lambda _big: balances.shown(Balance((), MONDAY)),
    "balances.gaps": lambda big: balances.gaps(big.balance),
    "balances.gaps of one": lambda big: balances.gaps(replace(big.balance, is_of_all=False)),
    "balances.gaps nothing": lambda _big: balances.gaps(Balance((), MONDAY)),
    "organizations.shown with its work": lambda big: organizations.shown(
        big.library, may_edit=True, work=big.library_work, zone=ZONE
    ),
    "organizations.years_shown": lambda big: organizations.years_shown(
        big.organizations[0], big.library_years
    ),
    "organizations.definitions": lambda _big: organizations.definitions(
        library_work.counted_figures()
    ),
    "organizations.shown with representatives": lambda big: organizations.shown(
        replace(big.library, freshness=STALE),
        may_edit=True,
        represented=big.subject_lines,
        may_appoint=True,
        confirms_on=MONDAY,
    ),
    "confirmations.question": lambda big: confirmations.question(
        big.confirmation,
        LibraryRecord(big.library, ("name.example.edu",) * 200, tuple(big.subject_lines)),
        shown_on=MONDAY,
    ),
    "confirmations.question again": lambda big: confirmations.question(
        replace(big.confirmation, is_reminder=True),
        LibraryRecord(big.library, (), ()),
        shown_on=MONDAY,
    ),
    "confirmations.to_confirm": lambda big: confirmations.to_confirm(
        LibraryRecord(big.library, ("name.example.edu",) * 200, tuple(big.subject_lines)),
        shown_on=MONDAY,
    ),
    "confirmations.confirmed": lambda big: confirmations.confirmed(
        LibraryRecord(big.library, ("name.example.edu",) * 200, tuple(big.subject_lines)),
        MONDAY,
        by=big.person,
        is_new=True,
    ),
    "confirmations.confirmed today": lambda big: confirmations.confirmed(
        LibraryRecord(big.library, (), ()), MONDAY, by=None, is_new=False
    ),
    "organizations.directs": lambda big: organizations.directs(big.organizations[0], by=big.person),
    "organizations.directed": lambda big: organizations.directed(
        big.organizations[0], by=big.person
    ),
    "representatives.of_library": lambda big: representatives.of_library(
        big.organizations[0],
        big.subject_lines,
        [big.name] * 9,
        page=1,
        may_appoint=True,
        freshness=STALE,
        news=representatives.appointed(
            big.organizations[0], *big.represented, (big.person,), today=MONDAY
        ),
    ),
    "representatives.of_library nobody": lambda big: representatives.of_library(
        big.organizations[0],
        [],
        [],
        may_appoint=True,
        freshness=STALE,
        news=representatives.ended(big.represented[1], big.represented[0]),
    ),
    "representatives.of_subject": lambda big: representatives.of_subject(
        big.represented[0],
        [
            RepresentedLibrary(row, (big.name,) * 5, big.subject_lines[0], STALE)
            for row in big.organizations
        ],
        page=1,
        may_appoint=frozenset(MANY),
    ),
    "representatives.of_subject no libraries": lambda big: representatives.of_subject(
        big.represented[0], [], may_appoint=frozenset()
    ),
    "representatives.subjects": lambda big: representatives.subjects(
        [SubjectCount(line.subject, 200) for line in big.subject_lines], 200, may_appoint=7
    ),
    "representatives.subjects nothing": lambda big: representatives.subjects([], 0, may_appoint=0),
    "representatives.appoint": lambda big: representatives.appoint(
        big.organizations[0],
        [line.subject for line in big.subject_lines][:100],
        partners=big.people,
        may_add_topics=True,
        today=MONDAY,
        unread=big.long * 3,
    ),
    "representatives.appoint typed": lambda big: representatives.appoint(
        None,
        [line.subject for line in big.subject_lines],
        may_add_topics=False,
        today=MONDAY,
        subject=values.SubjectChoice(group_id=3),
    ),
    "representatives.end": lambda big: representatives.end(big.organizations[0], *big.represented),
    "representatives.made": lambda big: representatives.made(
        big.organizations[0],
        *big.represented,
        big.subject_lines[0],
        by=big.person,
        today=MONDAY,
        left=big.represented[1].kind,
    ),
    "representatives.followed": lambda big: representatives.followed(
        big.organizations[0],
        *big.represented,
        big.person,
        by=big.people[0],
        first=MONDAY,
        today=MONDAY,
    ),
    "representatives.stays": lambda big: representatives.stays(
        big.organizations[0], *big.represented, big.represented[1], by=big.person
    ),
    "representatives.unrepresented": lambda big: representatives.unrepresented(
        big.organizations[0], big.person, [big.topic.name] * 9, present=big.organizations[1]
    ),
    "representatives.thanked": lambda big: representatives.thanked(
        big.organizations[0], *big.represented, by=big.person
    ),
    "representatives.rename_topic": lambda big: representatives.rename_topic(big.topic),
    "representatives.close_topic": lambda big: representatives.close_topic(big.topic, 400),
    "representatives.topic_closed": lambda big: representatives.topic_closed(
        big.organizations[0], big.topic, big.represented[1], by=big.person
    ),
    "representatives.closed_topic": lambda big: representatives.closed_topic(big.topic, 400),
    "representatives.renamed_topic": lambda big: representatives.renamed_topic(big.topic, big.name),
    "organizations.names_alone": lambda big: organizations.names_alone(big.library),
    "organizations.new": lambda big: organizations.new([big.name] * 99),
    "organizations.edit": lambda big: organizations.edit(
        big.organizations[0],
        big.library_facts,
        [big.name] * 99,
        domains="d.example.edu\n" * 200,
        former_names=(big.name * 20)[:3000],
        seen="0123456789abcdef",
    ),
    "organizations.directors": lambda big: organizations.directors(
        big.organizations[0], [*big.people, *big.partners]
    ),
    "organizations.merge": lambda big: organizations.merge(
        big.organizations[0],
        handovers.library_lines([(person, big.held_at_former) for person in big.people]),
    ),
    "organizations.merged with much": lambda big: organizations.merged(
        big.organizations[0],
        big.organizations[1],
        9999,
        handovers.library_lines([(person, big.held_at_former) for person in big.people]),
        unreached=big.people,
    ),
    "handovers.moved_back": lambda big: handovers.moved_back(
        big.held_at_former, big.organizations[0]
    ),
    "handovers.moved by a merge": lambda big: handovers.moved(
        big.held_at_former, big.person, big.organizations[1], today=MONDAY, was_merged=True
    ),
    "organizations.added": lambda big: organizations.added(big.organizations[0]),
    "organizations.changed": lambda big: organizations.changed(big.organizations[0]),
    "history.with_undo": lambda big: history.with_undo(
        groups.changed(big.group, absence=big.absence, unreached=big.people), big.group, LARGEST_ID
    ),
    "organizations.directors_set": lambda big: organizations.directors_set(
        big.organizations[0], big.people
    ),
    "organizations.merged": lambda big: organizations.merged(
        big.organizations[0], big.organizations[1], 9999
    ),
    "organizations.merge_undone": lambda big: organizations.merge_undone(big.organizations[0]),
    "participation.shown": lambda big: participation.shown(
        big.table, value="x" * 500, may_ask=True, has_rows=True
    ),
    "participation.page": lambda big: help.as_modal(
        participation.page(big.table, value="x" * 500, may_ask=True, has_rows=True)
    ),
    "participation.rows_page": lambda big: help.as_modal(
        participation.rows_page(big.table, value="x" * 500)
    ),
    "participation.rows_form": lambda big: participation.rows_form(
        [(f"{number}", big.name) for number in range(300)], value="x" * 1000
    ),
    "participation.on_its_way": lambda _big: participation.on_its_way(is_new=False),
    "participation.form": lambda big: participation.form(
        [ReportChoice("missed", big.name)],
        [ReportChoice("library", "By library")],
        big.organizations,
        big.groups,
        big.directions,
        [big.name[:60]],
        group_id=7,
        needs_group=True,
    ),
    "people.where_do_you_work": lambda big: people.where_do_you_work(big.person, big.organizations),
    "people.placed": lambda big: people.placed(big.organizations[0]),
    "people.works_there": lambda big: people.works_there(big.organizations[0]),
    "people.ask_before_move": lambda big: people.ask_before_move(
        big.held_at_former, big.organizations[1], is_again=True
    ),
    "preferences.mine": lambda big: preferences.mine(
        big.preferences, DECLINABLE_IN_SLACK, zone=ZONE, **TODAY
    ),
    "preferences.changed": lambda big: preferences.changed(big.preferences, DECLINABLE_IN_SLACK),
    "preferences.group": lambda big: preferences.group(
        big.group, big.group_reminders, (168, 72, 48, 24, 4, 2, 1)
    ),
    "preferences.group_changed": lambda big: preferences.group_changed(
        big.group, big.group_reminders
    ),
    "preferences.holidays": lambda big: preferences.holidays(
        big.holidays, big.organizations, big.organizations[17]
    ),
    "preferences.holidays_changed": lambda big: preferences.holidays_changed(
        big.holidays, big.organizations[0], passed=12
    ),
    "tasks.card": lambda big: tasks.card(
        big.tasks[0],
        asker=ASKER,
        may_edit=True,
        may_finish=True,
        news="Done. Thank you.",
        today=TODAY["today"],
    ),
    "tasks.card of who may finish it": lambda big: tasks.card(
        big.tasks[0], asker=ASKER, may_edit=False, may_finish=True, today=TODAY["today"]
    ),
    "tasks.added": lambda big: tasks.added(
        big.tasks[0], asker=ASKER, today=TODAY["today"], note=big.long
    ),
    "tasks.added_several": lambda big: tasks.added_several(big.tasks[:20], asker=ASKER, **TODAY),
    "tasks.assigned": lambda big: tasks.assigned(
        big.tasks[0], to=big.person, by=big.person, **TODAY
    ),
    "tasks.came_back": lambda big: tasks.came_back(big.tasks[0], to=big.person, **TODAY),
    "tasks.not_found": lambda big: tasks.not_found(big.long),
    "tasks.several": lambda big: tasks.several(big.tasks[:10], big.long, asker=ASKER, **TODAY),
    "tasks.new": lambda big: tasks.new(
        big.groups,
        big.partners,
        owner=ASKER,
        group_id=3,
        holders=big.holders,
        title=big.long * 6,
        source={"channel": "C1", "ts": "1.2"},
    ),
    "tasks.change_due": lambda big: tasks.change_due(big.tasks[0]),
    "tasks.reassign": lambda big: tasks.reassign(
        big.tasks[0], (), big.partners, holders=big.holders
    ),
    "tasks.listed": lambda big: tasks.listed(
        TaskPage(big.tasks[:10], 1000, 100),
        TaskListAt(TaskScope.GROUP, 1),
        group=big.group,
        asker=ASKER,
        may_edit=lambda _task: True,
        may_add=True,
        news="Done. Thank you.",
        undo=big.tasks[0].task,
        today=TODAY["today"],
    ),
    "tasks.listed of who may finish": lambda big: tasks.listed(
        TaskPage(big.tasks[:10], 1000, 100),
        TaskListAt(TaskScope.GROUP, 1),
        group=big.group,
        asker=ASKER,
        may_edit=lambda _task: False,
        may_finish=lambda _task: True,
        may_add=True,
        today=TODAY["today"],
    ),
    "polls.card": lambda big: poll_cards.card(big.polls.card()),
    "polls.card weekly": lambda big: poll_cards.card(big.polls.weekly),
    "polls.card of one that was picked": lambda big: poll_cards.card(
        big.polls.card(PollState.CLOSED, 19)
    ),
    "polls.card of one that was cancelled": lambda big: poll_cards.card(
        big.polls.card(PollState.CANCELLED)
    ),
    "polls.cancelled": lambda big: poll_cards.cancelled(big.polls.card(PollState.CANCELLED)),
    "polls.closed": lambda big: poll_cards.closed(
        big.polls.card(PollState.CLOSED), big.polls.result().ranks[0]
    ),
    "polls.complete": lambda big: poll_cards.complete(
        big.polls.card(), big.polls.result().ranks[0]
    ),
    "polls.refused": lambda big: poll_cards.refused(big.polls.card(), big.name),
    "polls.echoed": lambda big: polls.echoed(
        big.group, big.polls.reading, carried=big.polls.carried, zone=ZONE
    ),
    "polls.single": lambda big: polls.single(
        big.group,
        replace(big.polls.reading, slots=big.polls.reading.slots[:1]),
        carried=big.polls.carried,
        meeting=big.polls.carried,
    ),
    "polls.opened": lambda big: polls.opened(big.polls.card()),
    "polls.recorded": lambda big: polls.recorded(
        big.polls.card(), dict(enumerate(Availability)), is_new=True
    ),
    "polls.listed": lambda big: polls.listed(
        PollPage(tuple(big.polls.listed[:10]), 1, 1_000_000), zone=ZONE, new_in=big.group
    ),
    "polls.listed nothing": lambda big: polls.listed(PollPage(), zone=ZONE, new_in=big.group),
    "polls.shown": lambda big: polls.shown(
        big.polls.result(), page=0, zone=ZONE, may_run=True, may_answer=True, news="Saved."
    ),
    "polls.shown closed": lambda big: polls.shown(
        big.polls.result(PollState.CLOSED), page=1, zone=ZONE, may_run=False, may_answer=False
    ),
    "polls.new": lambda big: polls.new(big.group, big.polls.typed, big.roster, unread=big.longest),
    "polls.confirm": lambda big: polls.confirm(
        big.group, big.polls.reading, carried=big.polls.carried, zone=ZONE
    ),
    "polls.answer": lambda big: polls.answer(big.polls.question, ZONE),
    "polls.answer weekly": lambda big: polls.answer(
        replace(big.polls.question, card=big.polls.weekly), "UTC"
    ),
    "polls.who": lambda big: polls.who(big.polls.result(), ZONE),
    "polls.pick": lambda big: polls.pick(
        big.polls.result(), big.polls.slots[0], big.polls.lines, zone=ZONE
    ),
    "polls.edit": lambda big: polls.edit(big.polls.poll(), (MONDAY, time(17)), big.polls.lines),
    "polls.cancel": lambda big: polls.cancel(big.polls.poll(), 999),
    "waiting.mine": lambda big: waiting.mine(big.waiting, person=big.person, **TODAY),
    "waiting.home": lambda big: waiting.home(
        big.waiting,
        big.lines,
        person=big.person,
        may_start=True,
        open_calls=[CallLine(big.call(), big.group, 200, 100)] * 40,
        coming_back=big.obligations(),
        today=MONDAY,
        console=console.blocks(big.found, FindingRules()),
        vacant=VacantSeats(5000, 500),
        interested={line.group.id: 9999 for line in big.lines},
    ),
    "console.everything": lambda big: console.everything(big.found[0], FindingRules()),
    "console.everything questions": lambda big: console.everything(
        next(found for found in big.found if found.key is FindingKind.SAME), FindingRules()
    ),
    "console.distinct": lambda big: console.distinct(big.person),
    "console.monthly": lambda big: console.monthly(big.found, FindingRules()),
    "console.left": lambda big: console.left(
        LeftWork(
            big.person,
            tuple(TaskLine(task(n, big.long), big.person, big.group) for n in MANY),
            (big.group,) * 99,
        ),
        **TODAY,
    ),
    "console.place": lambda big: console.place(big.person, big.organizations),
    "console.placed": lambda big: console.placed(big.person, big.organizations[0]),
    "console.how_to_import": lambda _big: console.how_to_import(),
}


@cache
def largest(name: str) -> Largest:
    """Made once for all rows: views change nothing."""
    return Largest(name)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("name", ROWS)
def test_within_the_limits_and_pinging_nobody_whatever_people_type(name: str, typed: str) -> None:
    shown = ROWS[name](largest(TYPED[typed]))
    if "type" in shown:
        check_view(shown)
    else:
        check_message(text=shown["text"], blocks=shown["blocks"])
    for text in marked_up({"text": shown.get("text", ""), "blocks": shown["blocks"]}):
        assert "<!channel" not in text
        assert "<@UBEN" not in text
        assert "<<" not in text


def _shown(part: Any) -> Iterator[str]:
    """Every text that a person reads; what a field holds, or says of what may be typed, is left."""
    if isinstance(part, list):
        for item in part:
            yield from _shown(item)
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif key not in {"element", "hint", "placeholder"}:
                yield from _shown(value)


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_FOREIGN_DAY = re.compile(rf"\b\d{{1,2}} {_MONTH}\b|\b\d{{4}}-\d\d-\d\d\b")
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
_DAY = re.compile(rf"({_WEEKDAY}, )?\b{_MONTH} \d{{1,2}}\b(?! days)")
_TOKENS = re.compile(r"<!date\^\d+\^([^|^]*)")


@pytest.mark.parametrize("name", ROWS)
def test_days_read_as_americans_write_them_with_the_weekday(name: str) -> None:
    for text in _shown(ROWS[name](largest("Task"))):
        assert not _FOREIGN_DAY.search(text)
        assert all(found[1] for found in _DAY.finditer(text)), text
        assert set(_TOKENS.findall(text)) <= {"{date_long_pretty} at {time}"}


def test_the_rows_show_days() -> None:
    texts = [text for name in ROWS for text in _shown(ROWS[name](largest("Task")))]
    assert sum(bool(_DAY.search(text)) for text in texts) > 100


def test_every_message_and_form_has_a_row() -> None:
    elsewhere = {module.__name__.rpartition(".")[2] for module in IN_THEIR_OWN_TESTS}
    found = {f"{noun}.{name}" for noun, name in _views() if noun not in elsewhere}
    assert found == {row.partition(" ")[0] for row in ROWS}


@pytest.mark.parametrize("module", IN_THEIR_OWN_TESTS)
def test_every_message_and_form_is_at_its_largest_in_its_own_test(module: ModuleType) -> None:
    noun = module.__name__.rpartition(".")[2]
    shown = {name for found, name in _views() if found == noun}
    test = IN_THEIR_OWN_TESTS[module]
    assert shown <= set(_called(ast.parse(inspect.getsource(test)), noun))


def _views() -> Iterator[tuple[str, str]]:
    """The noun and the name of every public function that makes a message or a form."""
    for file in sorted(VIEWS.rglob("*.py")):
        noun = file.relative_to(VIEWS).with_suffix("").parts[0]
        if noun in BUILDERS:
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                returns = ast.unparse(node.returns) if node.returns else ""
                if {"Message", "View"} & set(returns.split(" | ")):
                    yield noun, node.name


def _called(tree: ast.AST, noun: str) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if owner == noun:
                yield name


STALE: Freshness = Freshness(date(2026, 8, 25), "September 2026", is_stale=True)
