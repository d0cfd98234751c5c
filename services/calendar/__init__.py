"""Meetings in everybody's own calendar: invitations, answers to them, files and feeds."""

from services.calendar.calendar_entries import is_series
from services.calendar.ends import due_end_keys, due_ends, is_still_over
from services.calendar.feeds import (
    SHOWN_BACK,
    FetchedFeed,
    address,
    end_feed,
    end_feeds,
    feeds_of,
    fetch,
    note_fetched,
    replace_feed,
)
from services.calendar.files import file_of
from services.calendar.invitations import (
    INVITED_AHEAD,
    JUST_SCHEDULED,
    due_invitations,
    due_keys,
    is_any_invitation_due,
    may_invite,
    notices,
    notices_of_end,
)
from services.calendar.parcels import CalendarNotice, EndReason
from services.calendar.rechecks import (
    is_first,
    is_for_calendar,
    says_the_same,
    still_wanted,
    was_requested,
    words_hold,
)
from services.calendar.replies import LONGEST_REPLY, ReplyResult, take_reply
