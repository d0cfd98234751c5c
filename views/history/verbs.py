"""What each act that history keeps is called: the words between who did it and to what."""

from models.history import HistoryLine

VERBS = {
    "consortium.changed": "changed the settings of",
    "decision.recorded": "wrote down the decision",
    "decision.taken back": "removed the decision",
    "delivery.dropped": "gave up what did not arrive for",
    "delivery.tried_again": "sent again what did not arrive for",
    "direction.imported": "imported the strategic direction",
    "group.changed": "changed the group",
    "group.discharged": "discharged the group",
    "group.imported": "imported the group",
    "group.started": "started the group",
    "holidays.changed": "changed the holidays of",
    "meeting.answered": "answered whether to come to",
    "meeting.attendance": "recorded who came to",
    "meeting.attended": "said “I was there” of",
    "meeting.cancelled": "cancelled the meeting",
    "meeting.edited": "changed the title or place of",
    "meeting.moved": "moved the meeting",
    "meeting.scheduled": "scheduled the meeting",
    "membership.acting_ended": "let nobody act any more for",
    "membership.appointed": "appointed to a seat:",
    "membership.began": "began the membership of",
    "membership.called_off": "called off the appointment of",
    "membership.ended": "ended the membership of",
    "membership.extended": "gave another term to",
    "membership.imported": "imported the membership of",
    "membership.leave_ended": "ended the leave of absence of",
    "membership.leave_set": "set a leave of absence of",
    "membership.role": "changed the role of",
    "organization.added": "added the library or unit",
    "organization.changed": "changed the library or unit",
    "organization.director_appointed": "said who directs",
    "organization.director_left": "ended who directs",
    "organization.imported": "imported the library or unit",
    "organization.merged": "made part of another one:",
    "person.added": "added the partner",
    "person.distinct": "told apart from another record:",
    "person.imported": "imported the person",
    "person.forgotten": "took out of the record who this was:",
    "person.merged": "merged another record into that of",
    "person.met": "met for the first time:",
    "person.placed": "set the library of",
    "person.refreshed": "has new details in Slack:",
    "person.unmerged": "undid the merge of",
    "preferences.changed": "changed their own reminders:",
    "question.raised": "raised the question",
    "question.reopened": "reopened the question",
    "question.settled": "answered the question",
    "reminders.changed": "changed the reminders of",
    "representation.appointed": "appointed to speak for a library:",
    "representation.ended": "ended who speaks for a library:",
    "representation.imported": "imported who speaks for a library:",
    "role.claimed": "became the program manager by the code of the installation:",
    "seat.added": "added the seat",
    "seat.closed": "closed the seat",
    "seat.imported": "imported the seat",
    "series.edited": "changed the title or place of the series",
    "series.ended": "ended the series",
    "series.scheduled": "scheduled the series",
    "task.added": "added the task",
    "task.done": "finished the task",
    "task.due": "changed the due day of the task",
    "task.reassigned": "handed over the task",
    "task.reopened": "reopened the task",
    "task.snoozed": "put off the reminder of the task",
    "topic.added": "added the topic",
}
OWN_ACTS = {
    "membership.began": "joined",
    "membership.ended": "left",
    "person.met": "is known to Convene from now on",
    "person.placed": "said at which library they work",
    "person.refreshed": "has new details in Slack",
    "preferences.changed": "changed their own reminders",
    "role.claimed": "became the program manager by the code of the installation",
}
"""What people did about themselves."""
CONVENE_ITSELF = "Convene"
"""Who did what the clock or an operator's command did."""
THING_GONE = "something that is gone"


def verb(line: HistoryLine) -> str:
    """The words for what was done; of a later version's act, the best that its name gives."""
    action = line.entry.action
    return VERBS.get(action) or f"{action.replace('.', ': ').replace('_', ' ')}:"
