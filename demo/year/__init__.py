"""What happened in the demo consortium in twelve months, and how reliably people took part."""

from demo.year.governing import ASSESSMENT, COUNCIL
from demo.year.group_year import GroupYear
from demo.year.habits import EAGER, HABITS, OCCASIONAL, STEADY, Habit, PersonHabit
from demo.year.shared_collections import E_RESOURCES, OER, RESOURCE_SHARING
from demo.year.systems import DISCOVERY, METADATA, REPOSITORY
from demo.year.teaching import (
    ACCESSIBILITY,
    ARCHIVES_TEACHING,
    INFORMATION_LITERACY,
    STUDENT_ADVISORY,
)

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
