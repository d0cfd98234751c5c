"""The groups of the demo consortium and the channels that belong to everyone."""

from demo.groups.committees import ASSESSMENT, COUNCIL, E_RESOURCES, OER, RESOURCE_SHARING
from demo.groups.demo_group import DemoChannel, DemoGroup, Digest, GroupKind, QuietWeek, Rhythm
from demo.groups.working import (
    ACCESSIBILITY,
    ARCHIVES_TEACHING,
    DISCOVERY,
    INFORMATION_LITERACY,
    METADATA,
    REPOSITORY,
    STUDENT_ADVISORY,
)

GENERAL = DemoChannel("general", "C0DEMO013", "News for everyone in the member libraries")
READING_NOOK = DemoChannel("reading-nook", "C0DEMO014", "What we read, cook, grow and laugh about")
CHANNELS_FOR_ALL = (GENERAL, READING_NOOK)

GROUPS = (
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
