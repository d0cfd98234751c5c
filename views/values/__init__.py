"""What buttons, menus and forms carry along: frozen values, each with its text form both ways.

A value that comes back is a claim, whoever sends it: it is read here, and the row that it names is
looked up and authorized by the handler. A message stays in Slack for years with the buttons that it
was posted with, so every text that was ever written is read; anything else is an ``OddValue``.
"""

from views.values.agendas import AgendaAt, AgendaOrder
from views.values.calls import (
    CallAt,
    CallChoice,
    CallDraftButton,
    CallListAt,
    CallUnitButton,
    SheetAt,
)
from views.values.commands import CommandButton
from views.values.commitments import CommitmentListAt
from views.values.deliveries import LaneButton
from views.values.feeds import FeedOf
from views.values.meetings import (
    ON_OWN_PAGE,
    MeetingButton,
    MeetingListAt,
    MeetingMove,
    MeetingPlace,
    MeetingTime,
    NewMeeting,
)
from views.values.menus import MENU, OLD_MENU, MenuChoice, pressed
from views.values.minutes import ApprovalButton, ItemButton, MinutesAt, MinutesListAt
from views.values.obligations import ContactsAt, ObligationDay, ObligationListAt
from views.values.organizations import LibraryConfirm
from views.values.pages import (
    LONGEST_SEARCH,
    BalanceAt,
    CandidateButton,
    CandidateListAt,
    DecisionListAt,
    FindingAt,
    GroupListAt,
    HistoryAt,
    LibraryListAt,
    ProposalListAt,
    RegisterAt,
    SeatListAt,
)
from views.values.parsing import (
    LARGEST_ID,
    LARGEST_PAGE,
    YEARS,
    OddValue,
    is_slack_id,
    leading_id,
    small_number,
    whole_number,
)
from views.values.participation import ReportQuery, RowsQuery
from views.values.people import (
    DeputyButton,
    HandoverOf,
    HolidaysOf,
    InviteButton,
    MergePair,
    MoveButton,
    PartnerButton,
    read_subject,
    subject_text,
)
from views.values.polls import NewPoll, PollAt, PollListAt, PollSlotButton
from views.values.private import (
    above_home,
    home_below,
    private,
    read_private,
    read_seen,
    seen_on_home,
)
from views.values.representatives import (
    AppointFor,
    LibrarySubjectsAt,
    SubjectAt,
    SubjectChoice,
    SubjectListAt,
)
from views.values.stories import StoryListAt, StoryStart
from views.values.tasks import ON_CARD, REMINDED, TaskButton, TaskListAt
