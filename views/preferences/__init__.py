"""The forms in which people, chairs and the program manager say when reminders are welcome."""

from views.preferences.groups import GROUP_SEND, group, group_changed
from views.preferences.holidays import (
    HOLIDAYS_OF,
    HOLIDAYS_ROOM,
    HOLIDAYS_SEND,
    holiday_choices,
    holidays,
    holidays_changed,
)
from views.preferences.own import OPEN, QUIET, SEND, STORY_PROMPTS, changed, field_of, mine
