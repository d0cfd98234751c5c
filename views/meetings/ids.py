"""The ids of buttons and forms about meetings."""

RSVP_YES = "meeting.rsvp.yes"
RSVP_NO = "meeting.rsvp.no"
RSVP_MAYBE = "meeting.rsvp.maybe"
CAME = "meeting.came"
SHOW = "meeting.show"
PAGE_OF = "meeting.page"
NEW = "meeting.new"
NEW_SEND = "meeting.new.send"
SCHEDULE = "meeting.schedule"
SCHEDULE_SEND = "meeting.schedule.send"
CHANGE = "meeting.change"
MOVE = "meeting.move"
MOVE_SEND = "meeting.move.send"
MOVE_NOW = "meeting.move.now"
MOVE_NOW_SEND = "meeting.move.now.send"
MOVE_CHANGE = "meeting.move.change"
CANCEL = "meeting.cancel"
CANCEL_SEND = "meeting.cancel.send"
CHECKLIST = "meeting.checklist"
CHECKLIST_SEND = "meeting.checklist.send"

CARD = "meeting_card"
"""The block by which a meeting's card in its channel is known
again when one of its buttons is used.
"""
CAME_FIELD = "came"
"""Fields of the checklist are called ``came1``, ``came2`` and so on:
one menu holds a hundred people.
"""
THIS_ONE = "this"
FOLLOWING = "following"
