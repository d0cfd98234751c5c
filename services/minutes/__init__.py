"""Minutes: written line by line, closed, circulated, corrected, approved, and found by word."""

from services.minutes.action_lines import draft_of, owner_named, part_name
from services.minutes.attendees import attendees, below_quorum, quorum_words
from services.minutes.correction_replies import CorrectionReply, take_reply
from services.minutes.corrections import accept, amend, decline, propose
from services.minutes.freezing import decisions_then, group_name_then, meeting_then
from services.minutes.line_writing import (
    MOST_ACTIONS,
    last_own,
    reword,
    undo,
    write,
    write_action,
)
from services.minutes.meant_meetings import (
    corrections_meant,
    lines_meant,
    meant,
    running,
    to_begin,
)
from services.minutes.reading import lines, live, meeting_of_task, record, unapproved
from services.minutes.searching import newest, search
from services.minutes.steps import (
    EARLY,
    approve,
    approving_meetings,
    begin,
    circulate,
    close,
    existing,
    may_begin,
    next_item,
    open_corrections,
)
from services.minutes.telling import (
    tell_circulated,
    tell_correction,
    tell_drafted,
    tell_settled,
)
