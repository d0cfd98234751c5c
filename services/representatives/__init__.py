"""Representatives and alternates: who speaks for a member library in a group or on a topic."""

from services.representatives.changes import Appointment, add_topic, appoint, end, zone_of
from services.representatives.lists import (
    acting,
    counts,
    libraries_of,
    line_of,
    of_library,
    of_subject,
)
from services.representatives.represented import named, offered, subject_of, topics
