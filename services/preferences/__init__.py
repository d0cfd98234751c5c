"""When and how people want to be reminded, and on which days nobody is."""

from services.preferences.calendars import (
    Calendar,
    Calendars,
    calendars,
    consortium_holidays,
    days_off,
)
from services.preferences.changes import (
    LEADS,
    SHORT_LEAD,
    change,
    change_group,
    check_snooze,
    default_for,
    of_group,
    of_person,
    snooze,
)
from services.preferences.holidays import holidays_of, set_holidays
