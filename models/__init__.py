"""What exists: the tables, their closed sets, and the way to the database."""

import sqlalchemy as sa
from sqlmodel import SQLModel

# Names for constraints must be known before the tables are declared, or migrations cannot drop
# them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

from models.accounts import BotAccount, ScanStage, SlackScan  # noqa: E402
from models.agendas import (  # noqa: E402
    AgendaCarry,
    AgendaItem,
    AgendaItemState,
    AgendaPosting,
    AgendaPurpose,
)
from models.calendar_feeds import CalendarFeed, CalendarIdentity, FeedKind  # noqa: E402
from models.calls import (  # noqa: E402
    Call,
    CallAnswer,
    CallKind,
    CallState,
    CallUnit,
    CallUnitLibrary,
    SecretBallot,
)
from models.claim_codes import ClaimCode  # noqa: E402
from models.confirmations import ConfirmationRound, LibraryConfirmation  # noqa: E402
from models.consortium import THE_ONE, Consortium, Direction  # noqa: E402
from models.contributions import Contribution, ContributionKind  # noqa: E402
from models.data_calls import (  # noqa: E402
    CallField,
    DataCall,
    Reopening,
    SheetValue,
)
from models.decisions import (  # noqa: E402
    Decision,
    DecisionLibrary,
    DecisionReview,
    EquityAnswer,
    Question,
)
from models.deliverables import Deliverable  # noqa: E402
from models.deputies import Deputy  # noqa: E402
from models.groups import (  # noqa: E402
    Group,
    GroupAuthority,
    GroupDirection,
    GroupKind,
    MemberRole,
    Membership,
    QuietWeek,
    QuorumOf,
    QuorumShare,
    Weekday,
)
from models.history import HistoryEntry  # noqa: E402
from models.interests import Interest, InterestLevel  # noqa: E402
from models.links import PageCode, PersonalLink  # noqa: E402
from models.meetings import Attendance, Meeting, MeetingStatus, Rsvp, RsvpAnswer, Series  # noqa: E402
from models.merges import DistinctPeople, Merge  # noqa: E402
from models.minutes import (  # noqa: E402
    CorrectionKind,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesCorrection,
    MinutesState,
)
from models.obligations import (  # noqa: E402
    MakingOutcome,
    Obligation,
    ObligationKind,
    ObligationMaking,
)
from models.offers import Commitment, Offer, OfferAnswer, OfferUnit  # noqa: E402
from models.organizations import (  # noqa: E402
    FormerName,
    MailDomain,
    Organization,
    OrganizationKind,
    VotingUnit,
)
from models.outbox import Lane, OutboxMessage, OutboxOp, OutboxState  # noqa: E402
from models.people import Home, OtherAddress, Person, Role, RoleKind  # noqa: E402
from models.polls import (  # noqa: E402
    Availability,
    Poll,
    PollAnswer,
    PollKind,
    PollPerson,
    PollSlot,
    PollState,
)
from models.preferences import (  # noqa: E402
    Circumstances,
    DigestedReminder,
    GroupReminders,
    Holiday,
    Preferences,
    ReminderDelivery,
    Snooze,
)
from models.presence import (  # noqa: E402
    AttendanceMode,
    GroupPause,
    MeetingAlternate,
    RecorderState,
    RecorderTurn,
    Recusal,
)
from models.proposals import GroupProposal, ProposalStatus  # noqa: E402
from models.representatives import Representation, RepresentationKind, Topic  # noqa: E402
from models.requests import AnsweredRequest  # noqa: E402
from models.reversible_changes import ReversibleChange, ReversibleKind  # noqa: E402
from models.seats import Leave, Seat  # noqa: E402
from models.stories import (  # noqa: E402
    Story,
    StoryDirection,
    StoryPrompt,
    StoryState,
    StoryTelling,
)
from models.sunsets import SunsetOutcome, SunsetReview, SunsetSuccessor  # noqa: E402
from models.tasks import CoOwner, Task  # noqa: E402
from models.value_statements import (  # noqa: E402
    StatementText,
    StatementVersion,
    ValueStatement,
)

metadata: sa.MetaData = SQLModel.metadata
