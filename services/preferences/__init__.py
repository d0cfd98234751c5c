"""When and how people want to be reminded, and on which days nobody is."""

from services.preferences.changes import (
    GROUP_WORDS,
    LEADS,
    SHORT_LEAD,
    change,
    change_group,
    check_snooze,
    default_for,
    of_group,
    of_person,
    recorded,
    snooze,
    write_each,
    write_less,
)
from services.preferences.holidays import closures_of, holidays_of, set_holidays
from services.preferences.reminder_hours import (
    EverybodysHours,
    ReminderHours,
    consortium_holidays,
    days_off,
    reminder_hours,
)
