"""What messages, history and ledger speak of: one text for each thing, such as ``meeting:12``."""

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.agendas import AgendaItem
from models.calls import Call, CallUnit
from models.consortium import Consortium, Direction
from models.contributions import ContributionKind
from models.decisions import Decision, Question
from models.deliverables import Deliverable
from models.groups import Group, Membership
from models.meetings import Meeting, Series
from models.merges import Merge
from models.obligations import Obligation
from models.offers import Commitment, Offer
from models.organizations import Organization
from models.people import Person
from models.polls import Poll
from models.proposals import GroupProposal
from models.representatives import Representation, Topic
from models.seats import Seat
from models.stories import Story
from models.sunsets import SunsetReview
from models.tasks import Task
from models.value_statements import ValueStatement

TABLES: dict[str, type[SQLModel]] = {
    "person": Person,
    "organization": Organization,
    "direction": Direction,
    "group": Group,
    "membership": Membership,
    "seat": Seat,
    "representation": Representation,
    "topic": Topic,
    "series": Series,
    "meeting": Meeting,
    "task": Task,
    "decision": Decision,
    "question": Question,
    "merge": Merge,
    "deliverable": Deliverable,
    "proposal": GroupProposal,
    "review": SunsetReview,
    "call": Call,
    "unit": CallUnit,
    "offer": Offer,
    "commitment": Commitment,
    "obligation": Obligation,
    "item": AgendaItem,
    "poll": Poll,
    "story": Story,
    "statement": ValueStatement,
}
"""The nouns whose rows can be spoken of, each with its table."""
DIGEST = "digest"
"""The weekly digests of a group, by the number of the group."""
AGENDA = "agenda"
"""The agenda of a meeting, by the number of the meeting."""
LANE = "lane"
"""A channel or person of the outbox, by the name of its lane."""
CONSORTIUM = "consortium"
"""There is one, so it has no number."""
CHANGE = "change"
"""An entry of the history, by its number."""
NOUNS = frozenset((*TABLES, DIGEST, AGENDA, LANE, CONSORTIUM, CHANGE))
SEPARATOR = "|"
"""What stands between subjects, and whatever else a key is made of; within none of these."""
_NUMBER = re.compile("[1-9][0-9]*")
_NOUN_OF: dict[type[SQLModel], str] = {table: noun for noun, table in TABLES.items()}


@dataclass(frozen=True)
class Subject:
    """One thing, whose text is ``noun:id``. Raises ``ValueError`` for what cannot be one."""

    noun: str
    id: int | str = ""

    def __post_init__(self) -> None:
        if self.noun not in NOUNS or not self._has_fitting_id():
            raise ValueError(f"{self.noun!r} with {self.id!r} is no subject")

    def __str__(self) -> str:
        return f"{self.noun}:{self.id}" if self.id else self.noun

    @classmethod
    def of(cls, row: SQLModel) -> "Subject":
        """That of a row of a table, which has been flushed, so that it has its number."""
        if isinstance(row, Consortium):
            return cls(CONSORTIUM)
        noun = _NOUN_OF.get(type(row))
        if noun is None:
            raise ValueError(f"no subject is a {type(row).__name__}")
        return cls(noun, row.id)  # type: ignore[attr-defined]

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """The subject that was written as ``text``."""
        noun, colon, id_text = text.partition(":")
        if noun == LANE or not colon:
            return cls(noun, id_text)
        if not _NUMBER.fullmatch(id_text):
            raise ValueError(f"{text!r} is no subject")
        return cls(noun, int(id_text))

    def _has_fitting_id(self) -> bool:
        if self.noun == CONSORTIUM:
            return self.id == ""
        if self.noun == LANE:
            return isinstance(self.id, str) and self.id != "" and SEPARATOR not in self.id
        return isinstance(self.id, int) and self.id > 0


Subjects = frozenset[Subject]


@dataclass(frozen=True)
class LedgerSource:
    """One person's part in one thing, whose text is ``attended|meeting:12|person:7``.

    Raises ``ValueError`` where there is no such person.
    """

    kind: ContributionKind
    of: Subject
    person_id: int

    def __post_init__(self) -> None:
        Subject("person", self.person_id)

    def __str__(self) -> str:
        return SEPARATOR.join((self.kind, str(self.of), str(Subject("person", self.person_id))))

    @classmethod
    def parse(cls, text: str) -> "LedgerSource":
        """What was written as ``text``. Raises ``ValueError`` for what is none."""
        kind, of, person = text.split(SEPARATOR)
        who = Subject.parse(person)
        if who.noun != "person":
            raise ValueError(f"{text!r} is nobody's")
        return cls(ContributionKind(kind), Subject.parse(of), int(who.id))


def subject_column(noun: str, row_id: Any) -> sa.ColumnElement[str]:
    """The text of the subject whose number a column holds, within a statement."""
    return sa.literal(f"{noun}:").concat(sa.cast(row_id, sa.String))
