"""What reminders say, by kind, and the lists and personal digests that gather them."""

from views.reminders.agendas import agenda_empty
from views.reminders.calls import unanswered
from views.reminders.changed import alone_anew, meeting_anew
from views.reminders.commitments import ending
from views.reminders.did_it_work import did_it_work
from views.reminders.forms import SNOOZE_SEND, snooze, snoozed
from views.reminders.kinds import WORDS
from views.reminders.lists import REMINDED_OF, listed, listed_anew
from views.reminders.meetings import draft_lies, meeting, nudge, who_came
from views.reminders.partners import partners_today
from views.reminders.personal_digests import personal
from views.reminders.polls import poll_unanswered
from views.reminders.task_words import TASK_WORDS
from views.reminders.tasks import SNOOZE_MONDAY, SNOOZE_PICK, SNOOZE_TOMORROW, task, to_chair
