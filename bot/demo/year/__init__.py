"""What happened in the demo consortium in twelve months, and how reliably people took part."""

from bot.demo.year.governing import ASSESSMENT, COUNCIL
from bot.demo.year.habits import EAGER, HABITS, OCCASIONAL, STEADY, Habit, PersonHabit
from bot.demo.year.shape import GroupYear
from bot.demo.year.shared_collections import E_RESOURCES, OER, RESOURCE_SHARING
from bot.demo.year.systems import DISCOVERY, METADATA, REPOSITORY
from bot.demo.year.teaching import ACCESSIBILITY, ARCHIVES_TEACHING, INFORMATION_LITERACY, STUDENT_ADVISORY

__all__ = ["EAGER", "HABITS", "OCCASIONAL", "STEADY", "YEARS", "GroupYear", "Habit", "PersonHabit"]

YEARS = (
    COUNCIL,
    OER,
    E_RESOURCES,
    RESOURCE_SHARING,
    ASSESSMENT,
    METADATA,
    INFORMATION_LITERACY,
    ACCESSIBILITY,
    REPOSITORY,
    STUDENT_ADVISORY,
    ARCHIVES_TEACHING,
    DISCOVERY,
)
