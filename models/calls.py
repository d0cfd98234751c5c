"""Calls: one question to every library, voting unit or seat, and one answer from each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import CHECK_AT, LONG_AGO, NAME_LENGTH, TEXT_LENGTH, enum_type, tuple_of
from models.groups import Group
from models.people import Person

QUESTION_LENGTH = 300
CHOICE_LENGTH = 75
"""Characters of one choice: what a button of Slack's takes."""
MOST_CALL_CHOICES = 10
COMMENT_LENGTH = 500
REASON_LENGTH = 300
PAPERS_LENGTH = 1000
HEAVIEST = 100
"""The greatest weight of a unit."""


class CallKind(StrEnum):
    """What is wanted of each unit."""

    VOTE = "vote"
    PLAIN = "plain answer"
    DATA = "data call"
    OFFER = "offer"
    """To join a shared purchase, or to decline; its terms are an ``Offer``."""


class CallState(StrEnum):
    """Where a call is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class UnitKind(StrEnum):
    """Who gives one answer."""

    LIBRARY = "library"
    VOTING_UNIT = "voting unit"
    SEAT = "seat"


class IfSilent(StrEnum):
    """What no answer means at closing. It never counts toward a quorum."""

    NO_ANSWER = "no answer"
    NO = "no"
    YES = "yes"
    LAST_YEAR = "as last year"
    """Of a data call the certified values of the year before; of an offer what the unit answered to
    the one that is made again.
    """


class VoteMethod(StrEnum):
    """How a unit votes."""

    YES_NO = "yes or no"
    CHOICE = "one choice"
    RANKED = "ranked choices"
    """Counted by instant runoff: in each round the choice with the fewest first places leaves."""


class Share(StrEnum):
    """How much of a base is needed."""

    MORE_THAN_HALF = "more than half"
    TWO_THIRDS = "two thirds"
    THREE_QUARTERS = "three quarters"
    ALL = "all"


class ThresholdBase(StrEnum):
    """Of what a threshold is a share."""

    VOTING = "units that vote yes or no"
    """Without abstentions."""
    ANSWERS = "units that answer"
    """With abstentions."""
    UNITS = "all units"
    """With those that say nothing, without those that are excused."""


class QuorumBase(StrEnum):
    """Of what a quorum is a share."""

    UNITS = "all units"
    """With those that are excused; it is the only base in which they are."""
    PRESENT = "units that are not on leave"
    """Without those that are excused."""


class TieRule(StrEnum):
    """What becomes of a vote between choices where two have the most, or in an instant runoff so
    many the fewest that not two would stay.
    """

    UNDECIDED = "nothing is decided"
    FIRST_LISTED = "the choice listed first"
    """It wins where the most votes win, and with half where more than half is needed. In a runoff
    the one listed last leaves.
    """


YES, NO, ABSTAIN = "yes", "no", "abstain"
"""The choices of a vote by yes or no, and of each other vote the last."""


IS_OPEN = "state = 'open'"


class Call(SQLModel, table=True):
    """A question of a group to units, which are frozen when it opens."""

    __tablename__ = "calls"
    __table_args__ = (
        sa.CheckConstraint("(state = 'draft') OR (closes_at IS NOT NULL)", name="closing"),
        sa.CheckConstraint("(state = 'draft') OR (if_silent IS NOT NULL)", name="silence"),
        sa.CheckConstraint("NOT is_secret OR is_hidden", name="secret_is_hidden"),
        sa.Index("calls_by_group", "group_id", "drafted_at"),
        sa.Index("calls_by_state", "state", "closes_at"),
        sa.Index(
            "open_calls_to_check",
            "check_at",
            sqlite_where=sa.text(IS_OPEN),
            postgresql_where=sa.text(IS_OPEN),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="groups.id")
    """In whose channel its card stands; who may know of the group may know of the call."""
    topic_id: int | None = Field(default=None, foreign_key="topics.id", index=True)
    """Whose representatives answer; None for those in the group."""
    kind: CallKind = Field(sa_type=enum_type(CallKind))
    question: str = Field(max_length=QUESTION_LENGTH)
    details: str = Field(default="", max_length=TEXT_LENGTH)
    papers: str = Field(default="", max_length=PAPERS_LENGTH)
    """Web addresses, each on its own line."""
    unit_kind: UnitKind = Field(sa_type=enum_type(UnitKind))
    method: VoteMethod = Field(default=VoteMethod.YES_NO, sa_type=enum_type(VoteMethod))
    choices: tuple[str, ...] = Field(default=(), sa_type=tuple_of(str), nullable=False)
    """What there is to choose from, without abstention; empty for yes or no and a plain answer."""
    threshold: Share = Field(
        default=Share.MORE_THAN_HALF, sa_type=enum_type(Share, name="threshold")
    )
    threshold_base: ThresholdBase = Field(
        default=ThresholdBase.VOTING, sa_type=enum_type(ThresholdBase)
    )
    quorum: Share | None = Field(
        default=None, sa_type=enum_type(Share, name="quorum"), nullable=True
    )
    """None where no quorum is needed."""
    quorum_base: QuorumBase = Field(default=QuorumBase.PRESENT, sa_type=enum_type(QuorumBase))
    abstentions_count: bool = Field(default=True)
    """Whether an abstention counts toward the quorum."""
    tie_rule: TieRule = Field(default=TieRule.UNDECIDED, sa_type=enum_type(TieRule))
    weights: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON, nullable=False)
    """How much the answer of a unit weighs, by its kind and number, such as ``library:3``; 1 for
    those that are not there, so for all where no weights are declared.
    """
    if_silent: IfSilent | None = Field(default=None, sa_type=enum_type(IfSilent), nullable=True)
    """None until it is chosen, without which nothing opens."""
    is_hidden: bool = Field(default=True)
    """Whether results are hidden until it has closed."""
    is_secret: bool = Field(default=False)
    """Whether nothing keeps which unit answered what."""
    nudge_days: tuple[int, ...] = Field(default=(), sa_type=tuple_of(int), nullable=False)
    """How many days before closing a unit that has not answered hears of it, the most first: the
    first time the representative, then the alternate, too, and from the third on the director.
    """
    state: CallState = Field(default=CallState.DRAFT, sa_type=enum_type(CallState))
    opens_at: datetime | None = None
    """When a draft opens by itself, where that was chosen."""
    closes_at: datetime | None = None
    """An answer counts if it is committed before."""
    drafted_by: int = Field(foreign_key="people.id", index=True)
    drafted_at: datetime
    opened_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    opened_at: datetime | None = None
    closed_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who closed it early or cancelled it; None where its time was up, or its group had ended."""
    closed_at: datetime | None = None
    reason: str = Field(default="", max_length=REASON_LENGTH)
    """Why it was extended, closed early or cancelled; the last of these."""
    decision_id: int | None = Field(
        default=None, foreign_key="decisions.id", ondelete="SET NULL", index=True
    )
    """What was written to the register when it closed."""
    check_at: datetime = Field(default=LONG_AGO, sa_column_kwargs=CHECK_AT)
    """Before this moment nobody is reminded of it, if nothing changes.

    See ``services.reminders.scanning``.
    """
    is_plurality: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether of several choices the one with the most votes wins, whatever its share: then there
    is no other threshold.
    """
    seats_without_vote: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many voting seats were not called, since who sat there had lost the vote as it opened."""


_UNIT_COLUMNS = ("organization_id", "voting_unit_id", "seat_id")
_EXACTLY_ONE = (
    " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in _UNIT_COLUMNS) + " = 1"
)


class CallUnit(SQLModel, table=True):
    """Who gives one answer to a call: frozen when it opens."""

    __tablename__ = "call_units"
    __table_args__ = (
        sa.CheckConstraint(_EXACTLY_ONE, name="its_kind"),
        sa.CheckConstraint(f"weight BETWEEN 1 AND {HEAVIEST}", name="weight"),
        *(
            sa.Index(f"call_units_by_{name.removesuffix('_id')}", "call_id", name, unique=True)
            for name in _UNIT_COLUMNS
        ),
    )

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="calls.id")
    organization_id: int | None = Field(default=None, foreign_key="organizations.id", index=True)
    voting_unit_id: int | None = Field(default=None, foreign_key="voting_units.id", index=True)
    seat_id: int | None = Field(default=None, foreign_key="seats.id", index=True)
    """One of the three is there."""
    name: str = Field(max_length=NAME_LENGTH)
    """What it was called at the opening."""
    weight: int = 1
    excused: str = Field(default="", max_length=REASON_LENGTH)
    """Why it does not count, such as a leave; empty where it does. It is in no base but that of a
    quorum of all units.
    """
    answered_at: datetime | None = None
    """When the answer that stands was given; None where there is none."""


class CallUnitLibrary(SQLModel, table=True):
    """A library for which people answer as part of a unit."""

    __tablename__ = "call_unit_libraries"

    unit_id: int = Field(foreign_key="call_units.id", primary_key=True)
    organization_id: int = Field(foreign_key="organizations.id", primary_key=True, index=True)


class Capacity(StrEnum):
    """As what somebody answers for a unit."""

    DATA_CONTACT = "data contact"
    SECOND_CONTACT = "second data contact"
    """Both of data calls alone."""
    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    DIRECTOR = "director"
    HOLDER = "holder of the seat"
    ACTING = "acting for the holder"
    MANAGER = "program manager"
    """Who writes down what somebody of the unit told her."""


class AnswerDoor(StrEnum):
    """How an answer came."""

    SLACK = "Slack"
    PAGE = "link"
    PHONE = "phone"


class CallAnswer(SQLModel, table=True):
    """One answer of a unit. Rows are added and never changed: the last of a unit stands."""

    __tablename__ = "call_answers"
    __table_args__ = (sa.Index("call_answers_by_unit", "unit_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="call_units.id")
    choices: tuple[str, ...] | None = Field(default=None, sa_type=tuple_of(str), nullable=True)
    """What was chosen, in order; empty for an answer that was taken back, None for a secret one.
    To a plain answer there is nothing to choose, and the words are the answer.
    """
    words: str = Field(default="", max_length=TEXT_LENGTH)
    """A plain answer."""
    comment: str = Field(default="", max_length=COMMENT_LENGTH)
    is_comment_private: bool = Field(default=False)
    """Whether the comment is for the program manager and the unit's own people alone."""
    person_id: int = Field(foreign_key="people.id", index=True)
    capacity: Capacity = Field(sa_type=enum_type(Capacity))
    door: AnswerDoor = Field(sa_type=enum_type(AnswerDoor))
    given_at: datetime

    @property
    def public_comment(self) -> str:
        """The comment as everybody may read it who may see the answer."""
        return "" if self.is_comment_private else self.comment

    @property
    def is_taken_back(self) -> bool:
        """Whether it says that the unit has no answer any more."""
        return self.choices == () and not self.words


class SecretBallot(SQLModel, table=True):
    """How many units cast one ballot in a secret vote; of no unit, and of no time.

    All rows of a call are written anew, in an order by chance, with each ballot.
    """

    __tablename__ = "secret_ballots"

    call_id: int = Field(foreign_key="calls.id", primary_key=True)
    ballot: str = Field(max_length=1000, primary_key=True)
    """The choices in order, as JSON."""
    count: int


@dataclass(frozen=True)
class CallFacts:
    """What the form of a draft says."""

    question: str
    kind: CallKind = CallKind.VOTE
    details: str = ""
    papers: str = ""
    unit_kind: UnitKind = UnitKind.LIBRARY
    topic_id: int | None = None
    method: VoteMethod = VoteMethod.YES_NO
    choices: tuple[str, ...] = ()
    threshold: Share = Share.MORE_THAN_HALF
    threshold_base: ThresholdBase = ThresholdBase.VOTING
    is_plurality: bool = False
    quorum: Share | None = None
    quorum_base: QuorumBase = QuorumBase.PRESENT
    abstentions_count: bool = True
    tie_rule: TieRule = TieRule.UNDECIDED
    if_silent: IfSilent | None = None
    is_hidden: bool = True
    is_secret: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)
    nudge_days: tuple[int, ...] = (7, 3, 1)
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    """When it opens by itself; None where somebody opens it."""


@dataclass(frozen=True)
class Respondent:
    """Somebody who may answer for a unit, and as what."""

    person: Person
    capacity: Capacity


@dataclass(frozen=True)
class UnitLine:
    """A unit with the answer that stands, as far as whoever looks may know it."""

    unit: CallUnit
    respondents: tuple[Respondent, ...] = ()
    """Who may answer now, the representative first."""
    answer: CallAnswer | None = None
    """None where there is none, or where it is hidden."""
    person: Person | None = None
    """Who gave it."""

    @property
    def has_answered(self) -> bool:
        return self.unit.answered_at is not None


@dataclass(frozen=True)
class UnitVote:
    """What a unit contributes to a count."""

    choices: tuple[str, ...] = ()
    """In order; empty for a unit that says nothing."""
    weight: int = 1
    is_excused: bool = False


class Outcome(StrEnum):
    """What a vote came to."""

    CARRIED = "carried"
    FAILED = "not carried"
    NO_QUORUM = "no quorum"
    UNDECIDED = "undecided"
    """Nothing has enough, or two choices have the same."""


@dataclass(frozen=True)
class Rules:
    """How the votes of a call are counted, as was declared before it opened."""

    method: VoteMethod = VoteMethod.YES_NO
    choices: tuple[str, ...] = ()
    threshold: Share = Share.MORE_THAN_HALF
    threshold_base: ThresholdBase = ThresholdBase.VOTING
    quorum: Share | None = None
    quorum_base: QuorumBase = QuorumBase.PRESENT
    abstentions_count: bool = True
    tie_rule: TieRule = TieRule.UNDECIDED
    if_silent: IfSilent = IfSilent.NO_ANSWER
    is_plurality: bool = False
    """Of a vote for one choice alone; the threshold and its base say nothing then."""

    @classmethod
    def of(cls, call: Call) -> "Rules":
        fields: dict[str, Any] = {name: getattr(call, name) for name in cls.__match_args__}
        return cls(**fields | {"if_silent": call.if_silent or IfSilent.NO_ANSWER})


@dataclass(frozen=True)
class RunoffRound:
    """One round of an instant runoff: first places by choice, and which choices leave."""

    places: tuple[tuple[str, int], ...]
    out: tuple[str, ...] = ()
    base: int = 0
    needed: int = 0
    """The least that wins in this round."""


@dataclass(frozen=True)
class Tally:
    """The arithmetic of a vote. All figures but ``unit_count`` are sums of weights."""

    unit_count: int
    """All units that were called, each once: as much as ``units`` where each weighs 1."""
    units: int
    """All that were called."""
    excused: int
    answered: int
    """Those that answered, with abstentions."""
    silent: int
    """Those that neither answered nor are excused."""
    counts: tuple[tuple[str, int], ...]
    """Each choice with its votes, abstentions last, silence added to what it stands for; of ranked
    choices the first places.
    """
    silent_as: str = ""
    """The choice for which silence stands; empty for none."""
    present: int = 0
    """How many count toward the quorum."""
    quorum_base: int = 0
    quorum_needed: int | None = None
    """The least that makes a quorum; None where none is needed."""
    threshold_base: int = 0
    """Of an instant runoff that of the last round, as the two that follow."""
    threshold_needed: int = 0
    """The least that carries."""
    threshold_votes: int = 0
    """What is held against it: those for yes, or for the choice that has the most."""
    outcome: Outcome = Outcome.FAILED
    winner: str = ""
    """The choice that won, where choices were voted on."""
    is_tie: bool = False
    """Whether choices had the same where only the rule for ties could go on."""
    rounds: tuple[RunoffRound, ...] = ()


@dataclass(frozen=True)
class CallLine:
    """A call in a list: with its group, and how many of its units have answered."""

    call: Call
    group: Group
    units: int
    answered: int
