"""The words of messages about tasks that are drawn anew, for whoever changes a task."""

from models.task_messages import TaskWords
from views import tasks
from views.reminders.changed import alone_anew
from views.reminders.lists import listed

TASK_WORDS = TaskWords(tasks.card, listed, alone_anew)
