"""Offers: calls for a shared purchase, what each unit would pay, and what it is committed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.calls import REASON_LENGTH, Call, CallUnit, IfSilent
from models.columns import CHECK_AT, LONG_AGO, NAME_LENGTH, enum_type, tuple_of
from models.groups import Group

RENEWAL_LENGTH = 500
CONTACT_LENGTH = 200
SAVED_HOW_LENGTH = 200
MOST_NOTICE_DAYS = 730
MOST_LEADS = 3
LONGEST_COMMITMENT_LEAD = 366
"""Days before a notice date or an end at which somebody is reminded at most."""
MOST_SIZE = 10_000_000
"""The greatest size of a unit, in hundredths."""
HUNDREDTHS = 100

JOINS, DECLINES, MORE_TIME = "join", "decline", "need more time"
"""What a unit answers to an offer. At closing the last is no answer."""
OFFER_ANSWERS = (JOINS, DECLINES, MORE_TIME)


class CostFormula(StrEnum):
    """By what each unit that joins has its share of the cost."""

    EQUAL = "equal shares"
    STAFF_SIZE = "staff size"
    """As each library has declared it, unless a size is typed."""
    TYPED_SIZE = "typed size"
    TYPED_AMOUNTS = "typed amounts"
    """Each pays what is typed for it; there is no other price."""
    PLEDGES = "pledges"
    """Each says the most that it would pay, and pays that part of the price that it pledged."""


SIZED = (CostFormula.STAFF_SIZE, CostFormula.TYPED_SIZE)
"""The formulas that share a price by size."""


IS_COMMITTED = "is_committed"


class Offer(SQLModel, table=True):
    """The terms of a call that is an offer; they stay as they are from its opening on."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.CheckConstraint("total_cents IS NULL OR each_cents IS NULL", name="price"),
        sa.CheckConstraint("first_day <= last_day", name="days"),
        sa.Index(
            "committed_offers_to_check",
            "check_at",
            sqlite_where=sa.text(IS_COMMITTED),
            postgresql_where=sa.text(IS_COMMITTED),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="calls.id", ondelete="CASCADE", unique=True)
    made_from_id: int | None = Field(
        default=None, foreign_key="calls.id", ondelete="SET NULL", index=True
    )
    """The offer that is made again by this one."""
    vendor: str = Field(max_length=NAME_LENGTH)
    total_cents: int | None = None
    """What all that join pay together; None where each has a price of its own."""
    each_cents: int | None = None
    """The price for each that joins. Where shares go by size, they share the sum of these."""
    first_day: date
    last_day: date
    renewal: str = Field(default="", max_length=RENEWAL_LENGTH)
    """What becomes of it after its last day, in words."""
    notice_days: int | None = None
    """How many days before its last day must be decided whether it goes on; None for no notice."""
    least_units: int | None = None
    """How many must join; None where no number is needed."""
    least_cents: int | None = None
    """What those that join must pay together; None where no sum is needed."""
    formula: CostFormula = Field(sa_type=enum_type(CostFormula))
    measures: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON, nullable=False)
    """Typed sizes in hundredths, or amounts in cents, by the key of the unit, as ``library:3``."""
    lead_days: tuple[int, ...] = Field(default=(), sa_type=tuple_of(int), nullable=False)
    """How many days before a notice date, and before the end, people are reminded."""
    is_committed: bool = Field(default=False)
    """Whether it went ahead, so that people are reminded of its commitments."""
    check_at: datetime = Field(default=LONG_AGO, sa_column_kwargs=CHECK_AT)
    """Before this moment nobody is reminded of its commitments, if nothing changes."""


class OfferUnit(SQLModel, table=True):
    """By what the share of a unit is measured: frozen when its offer opens."""

    __tablename__ = "offer_units"

    unit_id: int = Field(foreign_key="call_units.id", primary_key=True)
    measure: int
    """Its size in hundredths, or its amount in cents; 1 where neither matters."""
    before: str = Field(default="", max_length=32)
    """What it answered to the offer that is made again; empty for nothing."""
    before_cents: int | None = None
    """The most that it would pay then."""


class OfferAnswer(SQLModel, table=True):
    """What an answer to an offer says beside its choice."""

    __tablename__ = "offer_answers"

    answer_id: int = Field(foreign_key="call_answers.id", primary_key=True)
    contact: str = Field(default="", max_length=CONTACT_LENGTH)
    """A name or a mail address; empty for whoever answered."""
    pledge_cents: int | None = None
    """The most that the unit would pay, where shares go by pledges."""
    starts_on: date | None = None
    """From when on it wants it; None for the first day of the offer."""


class Commitment(SQLModel, table=True):
    """What a unit pays by an offer that went ahead, from when until when."""

    __tablename__ = "commitments"
    __table_args__ = (
        sa.CheckConstraint("starts_on <= ends_on", name="days"),
        sa.CheckConstraint("notice_on IS NULL OR notice_on <= ends_on", name="notice"),
        sa.Index("commitments_by_end", "ends_on"),
    )

    id: int = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="call_units.id", unique=True)
    cents: int
    starts_on: date
    ends_on: date
    """Its last day."""
    renewal: str = Field(default="", max_length=RENEWAL_LENGTH)
    notice_on: date | None = None
    """By when it must be decided whether it goes on; None where no notice is needed."""
    contact: str = Field(default="", max_length=CONTACT_LENGTH)
    """A name or a mail address, where the answer had one."""
    answered_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who joined for the unit; None where silence did."""
    ended_on: date | None = None
    """Its last day where it was ended by somebody."""
    reason: str = Field(default="", max_length=REASON_LENGTH)
    """Why it was renewed or ended; the last of these."""
    saved_cents: int | None = None
    """What the unit saves by it over its whole time, as it was declared; None where nobody has."""
    saved_how: str = Field(
        default="", max_length=SAVED_HOW_LENGTH, sa_column_kwargs={"server_default": ""}
    )
    """Against what that was reckoned, such as the vendor's price list."""
    saved_by: int | None = Field(default=None, foreign_key="people.id", index=True)
    """Who declared it."""


@dataclass(frozen=True)
class OfferFacts:
    """What the form of the terms says."""

    vendor: str
    first_day: date
    last_day: date
    formula: CostFormula = CostFormula.EQUAL
    total_cents: int | None = None
    each_cents: int | None = None
    renewal: str = ""
    notice_days: int | None = None
    least_units: int | None = None
    least_cents: int | None = None
    measures: Mapping[str, int] = field(default_factory=dict)
    lead_days: tuple[int, ...] = (60, 14)


@dataclass(frozen=True)
class OfferReply:
    """What a unit says beside its choice."""

    contact: str = ""
    pledge_cents: int | None = None
    starts_on: date | None = None


NO_REPLY = OfferReply()


@dataclass(frozen=True)
class OfferRules:
    """How the shares of an offer are reckoned, as was declared before it opened."""

    formula: CostFormula = CostFormula.EQUAL
    total_cents: int | None = None
    each_cents: int | None = None
    least_units: int | None = None
    least_cents: int | None = None
    if_silent: IfSilent = IfSilent.NO_ANSWER

    @classmethod
    def of(cls, offer: Offer, call: Call) -> "OfferRules":
        names = ("formula", "total_cents", "each_cents", "least_units", "least_cents")
        fields = {name: getattr(offer, name) for name in names}
        return cls(**fields, if_silent=call.if_silent or IfSilent.NO_ANSWER)


@dataclass(frozen=True)
class OfferPart:
    """What a unit contributes to an offer."""

    number: int
    """The id of the unit."""
    name: str
    measure: int = 1
    answer: str = ""
    """One of ``OFFER_ANSWERS``; empty for a unit that says nothing."""
    pledge_cents: int = 0
    before: str = ""
    before_cents: int = 0
    is_excused: bool = False


@dataclass(frozen=True)
class UnitShare:
    """What one unit that is in pays."""

    part: OfferPart
    cents: int
    is_as_before: bool = False
    """Whether it said nothing, and is in as it was before."""


@dataclass(frozen=True)
class OfferSum:
    """The arithmetic of an offer; the units are in the order of their names."""

    units: int
    """All that were called."""
    excused: int
    shares: tuple[UnitShare, ...]
    """Of those that are in, also where too few are."""
    declined: int
    """Those that declined; silence is not among them."""
    waiting: tuple[OfferPart, ...]
    """Those that need more time."""
    silent: int
    """Those that say nothing and are not excused, nor in as before."""
    cents: int
    """What those that are in pay together; of pledges what they would pay at most."""
    needed_units: int
    needed_cents: int
    """0 where no sum is needed."""

    @property
    def joined(self) -> int:
        return len(self.shares)

    @property
    def goes_ahead(self) -> bool:
        return self.joined >= self.needed_units and self.cents >= self.needed_cents


@dataclass(frozen=True)
class Prospect:
    """What a unit would pay if it joined."""

    all_units: int
    """How many could be in."""
    all_cents: int | None = None
    """Its share if all of them join; None where it pledges."""
    fewest: int | None = None
    """With how many the offer goes ahead at least; None where that does not matter to it."""
    fewest_cents: int | None = None
    """Its share at most if only so many join."""


@dataclass(frozen=True)
class OfferView:
    """An offer as its group sees it."""

    offer: Offer
    rules: OfferRules
    parts: tuple[OfferPart, ...] = ()
    """All units by name; of a draft those that would be called."""
    reckoned: OfferSum | None = None
    """None where it is hidden."""
    made_from: Call | None = None
    unmeasured: tuple[str, ...] = ()
    """Of a draft: the units without a size or an amount, by name."""
    prospects: Mapping[int, Prospect] = field(default_factory=dict)
    """What each unit that is not excused would pay, by the ``number`` of its part."""


@dataclass(frozen=True)
class CommitmentLine:
    """A commitment with the offer from which it is."""

    commitment: Commitment
    unit: CallUnit
    call: Call
    offer: Offer
    group: Group
    answered_by: str = ""
    """The name of who joined for the unit."""
    saved_by: str = ""
    """The name of who declared what it saves."""

    @property
    def contact(self) -> str:
        """To whom to write."""
        return self.commitment.contact or self.answered_by
